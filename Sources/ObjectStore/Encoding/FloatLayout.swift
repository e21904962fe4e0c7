// How the numbers of a float tensor are laid out in planes.
import FileFormats

/// Bytes of one number, and how far its bits are rotated to the left before it is split.
struct FloatLayout: Equatable, Sendable {
  /// Bytes of a number: so many planes there are.
  enum Width: UInt8, CaseIterable {
    case two = 2
    case four = 4
    case eight = 8
  }

  let width: Width
  /// Fewer than a number has bits.
  let rotation: UInt8

  /// nil when the rotation is not less than the bits of a number.
  init?(width: Width, rotation: UInt8) {
    guard rotation < 8 * width.rawValue else { return nil }
    self.width = width
    self.rotation = rotation
  }

  /// The layout for a type of tensor; nil for types that are stored as they are.
  ///
  /// IEEE numbers begin with the sign. Rotated by one, the exponent fills the highest plane (of
  /// bfloat16 and float32 it is that plane), and the sign, which is noise, joins the lowest bits.
  init?(_ type: TensorType?) {
    switch type {
    case .bf16, .f16: width = .two
    case .f32: width = .four
    case .f64: width = .eight
    default: return nil
    }
    rotation = 1
  }

  var planes: Int { Int(width.rawValue) }
}
