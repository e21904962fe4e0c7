// Small programs that scenarios call to make their input.
import TestSupport

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

enum ScenarioTools {
  /// `make-model FILE WORD [KIB]`: a safetensors file of two F32 tensors, the second one filled
  /// with `WORD`; the same arguments give the same bytes.
  private static let makeModel = #"""
    #!/bin/sh
    set -e
    size=$(( ${3:-64} * 1024 ))
    header='{"bias":{"dtype":"F32","shape":[256],"data_offsets":[0,1024]},"weight":{"dtype":"F32","shape":['$((size / 4))'],"data_offsets":[1024,'$((size + 1024))']}}'
    while [ $(( ${#header} % 8 )) -ne 0 ]; do header="$header "; done
    mkdir -p "$(dirname "$1")"
    {
      printf "\\$(printf %03o ${#header})\\0\\0\\0\\0\\0\\0\\0%s" "$header"
      yes bias | head -c 1024
      yes "$2" | head -c "$size"
    } >"$1"
    """#

  /// `make-table FILE ROWS`: a CSV of so many rows.
  private static let makeTable = #"""
    #!/bin/sh
    set -e
    mkdir -p "$(dirname "$1")"
    awk -v rows="$2" 'BEGIN {
      print "id,amount,label"
      for (i = 1; i <= rows; i++) print i "," (i * 7919 % 10007) "," (i % 17 == 0)
    }' >"$1"
    """#

  /// `make-variant FILE NAME`: a model of 47 tensors in 11 layers, or what became of it.
  private static let makeVariant = #"""
    #!/bin/sh
    set -e
    mkdir -p "$(dirname "$1")"
    cp "$(dirname "$0")/variants/$2.safetensors" "$1"
    """#

  private static let variants: [(name: String, file: SafetensorsFile)] = [
    ("base", SmallModel.base()), ("tuned", SmallModel.tuned()), ("moved", SmallModel.everyWeight()),
    ("merged", SmallModel.merged()), ("reordered", SmallModel.reordered()),
    ("grown", SmallModel.grown()), ("wide", SmallModel.wide()),
  ]

  static func install(in folder: String) throws {
    mkdir(folder + "/variants", 0o755)
    for (name, file) in variants {
      try Shell.write(file.bytes, to: "\(folder)/variants/\(name).safetensors")
    }
    try Shell.write(makeVariant + "\n", to: folder + "/make-variant")
    chmod(folder + "/make-variant", 0o755)
    for (name, script) in [("make-model", makeModel), ("make-table", makeTable)] {
      let path = folder + "/" + name
      try Shell.write(script + "\n", to: path)
      chmod(path, 0o755)
    }
  }
}
