/// What the numbers of a tensor are like.
///
/// Minimum, maximum, mean, standard deviation and L2 norm are those of the finite numbers: nil when
/// there is none, and nil when a sum is more than a double holds (numbers above 1e150). The standard
/// deviation is the population's (divided by n). Sums are taken in a fixed order
/// (Documentation/profiles.md, "Order of summation"), so that equal bytes have equal statistics, to
/// the last bit, wherever and however they are read.
public struct TensorStatistics: Sendable, Equatable {
  /// Numbers in the tensor.
  public var count: UInt64 = 0
  /// Numbers that are zero, of either sign.
  public var zeros: UInt64 = 0
  /// Numbers that are NaN.
  public var nans: UInt64 = 0
  /// Numbers that are infinite.
  public var infinities: UInt64 = 0
  /// The least finite number.
  public var minimum: Double?
  /// The greatest finite number.
  public var maximum: Double?
  /// The mean.
  public var mean: Double?
  /// The population's standard deviation.
  public var standardDeviation: Double?
  /// The square root of the sum of squares.
  public var l2: Double?

  /// Statistics that are known.
  public init() {}
}
