// The program: everything it does is in Commands.
import Commands

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@main
struct MLX {
  static func main() async { exit(await Program.main()) }
}
