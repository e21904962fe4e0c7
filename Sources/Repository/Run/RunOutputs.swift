// What a run made, looked at after it.
import FileIO
import Objects
import SystemPackage

/// The outputs of a run that ended well, and why some of them are none.
struct RunOutputs {
  private(set) var files: [RunFile] = []
  private(set) var made: [RunContent] = []
  /// Why nothing is recorded of a place, by its name, in words that follow the name.
  private(set) var reasons: [String: String] = [:]

  /// Looks at the places. What cannot be read is no reason to lose the others, or the run.
  ///
  /// - Parameter before: what stood there before: what is unchanged was not made.
  ///
  /// Errors: only that a person stopped it.
  init(
    _ outputs: [RunFile.Place], before: [RunFile.Place: PlaceStamp], in places: RunPlaces
  ) throws {
    for place in outputs {
      var missing = RunFile(place, object: nil, size: 0)
      if case .path(let path) = place {
        missing.asset = places.index.asset(containing: path)?.reference
      }
      if let old = before[place], old == places.stamp(place) {
        reasons[missing.name] = "was there before and was not written"
        files.append(missing)
        continue
      }
      do {
        let content = try places.content(place)
        files.append(content?.file ?? missing)
        content.map { made.append($0) }
      } catch FileError.interrupted {
        throw FileError.interrupted
      } catch {
        let text = (error as? any MLXError)?.description ?? "\(error)"
        reasons[missing.name] = "cannot be recorded: \(text)"
        files.append(missing)
      }
    }
  }
}
