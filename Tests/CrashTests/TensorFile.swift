import TestSupport

/// A safetensors file of one bfloat16 tensor, whose numbers differ a little from step to step.
func tensorFile(step: UInt64) -> [UInt8] {
  let numbers = 33_000
  let json = Array(#"{"w":{"dtype":"BF16","shape":[33000],"data_offsets":[0,66000]}}"#.utf8)
  var bytes = withUnsafeBytes(of: UInt64(json.count).littleEndian) { Array($0) } + json
  var common = SeededGenerator(seed: 1)
  var own = SeededGenerator(seed: step &+ 2)
  for _ in 0..<numbers {
    let (word, move) = (common.next(), step == 0 ? 0 : own.next())
    bytes.append(UInt8(truncatingIfNeeded: word) ^ UInt8(truncatingIfNeeded: move) & 3)
    bytes.append(0x3C | UInt8(truncatingIfNeeded: word >> 8) & 0x81)
  }
  return bytes
}
