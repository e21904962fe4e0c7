// `mlx env capture` alone, as one static file: for machines that train and have nothing installed.
import Environments
import FileIO
import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// `mlx-capture [FILE]`: writes the capture of this folder's environment into a file, or to standard
/// output. The work is `EnvironmentReader.capture`.
@main
struct Capture {
  static func main() {
    let words = CommandLine.arguments.dropFirst()
    guard words.count <= 1, words.first?.hasPrefix("-") != true,
      let folder = getcwd(nil, 0)
    else {
      say("usage: mlx-capture [<file>]")
      exit(2)
    }
    defer { free(folder) }
    let place = FilePath(platformString: folder)
    let capture = EnvironmentReader(
      variables: ProcessVariables.all(), workTree: place, fileSystem: KernelFileSystem()
    ).capture()
    for remark in capture.record.remarks { say("warning: \(remark)") }
    guard let file = words.first else {
      print(String(decoding: CaptureFile.encode(capture), as: UTF8.self), terminator: "")
      return
    }
    do {
      try CaptureFile.write(capture, to: place.pushing(FilePath(file)), in: KernelFileSystem())
    } catch {
      say("error: \(error)")
      exit(5)
    }
  }

  private static func say(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    _ = write(STDERR_FILENO, bytes, bytes.count)
  }
}
