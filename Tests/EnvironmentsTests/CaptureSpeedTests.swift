import FileIO
import Testing

@testable import Environments

@Suite struct CaptureSpeedTests {
  /// Every commit captures: 300 packages must take no time that anybody notices. The bound is for a
  /// debug build on a busy machine.
  @Test func threeHundredPackagesAreQuick() throws {
    let fixture = try EnvironmentFixture()
    try fixture.makeVirtualenv("work/.venv")
    for number in 0..<300 {
      try fixture.install("package-\(number)", "1.\(number)", in: "work/.venv")
    }
    let reader = fixture.reader()
    let start = MonotonicClock.seconds()
    let capture = reader.capture()
    let seconds = MonotonicClock.seconds() - start
    #expect(capture.record.distributions.count == 300)
    #expect(seconds < 2, "took \(seconds) s")
    print("capture of 300 packages: \(seconds) s")
  }
}
