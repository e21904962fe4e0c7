/// The same tensors in a file of each format, made by hand.
enum TensorFileBytes {
  static func little<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
    (0..<Number.bitWidth / 8).map { UInt8(truncatingIfNeeded: number >> Number(8 * $0)) }
  }

  private static func padded(_ bytes: [UInt8], to alignment: Int) -> [UInt8] {
    bytes + [UInt8](repeating: 0, count: (alignment - bytes.count % alignment) % alignment)
  }

  static func npy(_ tensor: [UInt8]) -> [UInt8] {
    let text = "{'descr': '|u1', 'fortran_order': False, 'shape': (\(tensor.count),), }"
    let header = padded(Array(text.utf8), to: 64).map { $0 == 0 ? 0x20 : $0 }
    return [0x93] + Array("NUMPY".utf8) + [1, 0] + little(UInt16(header.count)) + header + tensor
  }

  static func gguf(_ tensors: [[UInt8]]) -> [UInt8] {
    var head = Array("GGUF".utf8) + little(3 as UInt32) + little(UInt64(tensors.count))
    head += little(0 as UInt64)
    var data: [UInt8] = []
    for (index, tensor) in tensors.enumerated() {
      let name = Array("t\(index)".utf8)
      head += little(UInt64(name.count)) + name + little(1 as UInt32)
      head += little(UInt64(tensor.count)) + little(24 as UInt32) + little(UInt64(data.count))
      data = padded(data + tensor, to: 32)
    }
    return padded(head, to: 32) + data
  }

  static func zip(_ members: [(name: String, bytes: [UInt8])]) -> [UInt8] {
    var archive: [UInt8] = []
    var directory: [UInt8] = []
    for (name, bytes) in members {
      let sizes = little(UInt32(bytes.count)) + little(UInt32(bytes.count))
      let names = little(UInt16(name.utf8.count))
      let middle = [UInt8](repeating: 0, count: 12)
      directory += little(0x0201_4B50 as UInt32) + little(20 as UInt16) + little(20 as UInt16)
      directory += middle + sizes + names + middle + little(UInt32(archive.count))
      directory += Array(name.utf8)
      archive += little(0x0403_4B50 as UInt32) + little(20 as UInt16) + middle + sizes + names
      archive += little(0 as UInt16) + Array(name.utf8) + bytes
    }
    let count = little(UInt16(members.count))
    return archive + directory + little(0x0605_4B50 as UInt32) + little(0 as UInt32) + count + count
      + little(UInt32(directory.count)) + little(UInt32(archive.count)) + little(0 as UInt16)
  }

  static func npz(_ tensors: [[UInt8]]) -> [UInt8] {
    zip(tensors.enumerated().map { ("t\($0.offset).npy", npy($0.element)) })
  }

  static func pt(_ tensors: [[UInt8]]) -> [UInt8] {
    let pickle: (name: String, bytes: [UInt8]) = ("m/data.pkl", [0x80, 2, 0x7D, 0x2E])
    return zip([pickle] + tensors.enumerated().map { ("m/data/\($0.offset)", $0.element) })
  }

  static func onnx(_ tensors: [[UInt8]]) -> [UInt8] {
    let initializers = tensors.flatMap { tensor in
      field(
        5, [0x08] + varint(tensor.count) + [0x10, 2] + field(8, [0x74]) + field(9, tensor))
    }
    return [0x08, 8] + field(7, initializers)
  }

  private static func field(_ number: Int, _ bytes: [UInt8]) -> [UInt8] {
    varint(number << 3 | 2) + varint(bytes.count) + bytes
  }

  private static func varint(_ number: Int) -> [UInt8] {
    number < 0x80 ? [UInt8(number)] : [UInt8(number & 0x7F) | 0x80] + varint(number >> 7)
  }
}
