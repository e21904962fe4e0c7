import FileIO
import Objects
import Testing

@testable import Environments

@Suite struct SystemReaderTests {
  private func facts(
    _ fixture: EnvironmentFixture, _ variables: [String: String] = [:]
  ) -> [String: String] {
    let facts = fixture.reader(variables).systemFacts().facts
    return Dictionary(uniqueKeysWithValues: facts.map { ($0.field, $0.value) })
  }

  @Test func whatNothingTellsStaysUnknown() throws {
    let facts = try facts(EnvironmentFixture())
    #expect(Set(facts.keys) == ["os", "machine"])
  }

  @Test func machinesAreDescribed() throws {
    let fixture = try EnvironmentFixture()
    try fixture.write("root/etc/os-release", "NAME=\"Debian\"\nID=debian\nVERSION_ID=\"12\"\n")
    try fixture.write("root/proc/sys/kernel/osrelease", "6.1.0-18-amd64\n")
    try fixture.write("root/proc/meminfo", "MemTotal:       16000 kB\nMemFree: 5 kB\n")
    try fixture.write(
      "root/proc/cpuinfo",
      "processor\t: 0\nmodel name\t: AMD EPYC 7763\n\nprocessor\t: 1\nmodel name\t: AMD EPYC 7763\n"
    )
    try fixture.write(
      "root/proc/driver/nvidia/version",
      "NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  535.104.05  Release Build\nGCC version: 12.2.0\n"
    )
    for gpu in ["0000:01:00.0", "0000:02:00.0"] {
      try fixture.write(
        "root/proc/driver/nvidia/gpus/\(gpu)/information",
        "Model: \t\t NVIDIA A100-SXM4-40GB\nIRQ: 5\nGPU UUID: \t GPU-secret\n")
    }
    try fixture.write(
      "root/usr/local/cuda/version.json", #"{"cuda":{"name":"CUDA SDK","version":"12.2.2"}}"#)
    try fixture.write("root/.dockerenv", "")
    #expect(
      facts(fixture, ["MLX_CONTAINER_DIGEST": "repo@sha256:12"]) == [
        "os": SystemReader.os, "machine": SystemReader.machine, "distribution": "debian",
        "distribution_version": "12", "kernel": "6.1.0-18-amd64", "cpu_model": "AMD EPYC 7763",
        "cpu_count": "2", "memory_bytes": "16384000", "gpu_driver": "535.104.05",
        "gpus": "NVIDIA A100-SXM4-40GB, NVIDIA A100-SXM4-40GB", "cuda": "12.2.2",
        "container": "docker", "container_image": "repo@sha256:12",
      ])
  }

  @Test func podmanNamesTheImage() throws {
    let fixture = try EnvironmentFixture()
    try fixture.write("root/run/.containerenv", "engine=\"podman-4\"\nimageid=\"ab12\"\n")
    #expect(facts(fixture)["container_image"] == "ab12")
    #expect(facts(fixture)["container"] == "podman")
  }

  @Test func macOSHasAPropertyList() throws {
    let fixture = try EnvironmentFixture()
    try fixture.write(
      "root/System/Library/CoreServices/SystemVersion.plist",
      "<dict><key>ProductVersion</key>\n\t<string>14.2</string><key>x</key><string>y</string>")
    #expect(facts(fixture)["distribution_version"] == "14.2")
  }

  @Test func thisMachineHasFacts() throws {
    let facts = EnvironmentReader(
      variables: [:], workTree: "/nowhere", fileSystem: KernelFileSystem()
    ).systemFacts()
    #if os(Linux)
      #expect(facts.kernel != nil && facts.cpuCount != nil && facts.memoryBytes != nil)
      #expect(facts.libc?.hasPrefix("glibc ") == true)
    #endif
    #expect(facts.machine != "unknown")
  }

  @Test func onlyKnownVariablesAreTaken() {
    let taken = RecordedVariables.taken(
      from: [
        "PYTHONHASHSEED": "0", "AWS_SECRET_ACCESS_KEY": "x", "HOME": "/home/a",
        "OMP_NUM_THREADS": "4\u{1B}[2J", "PYTHONPATH": "/w/src:/w:/opt/lib:/w/../etc",
      ], workTree: "/w")
    #expect(
      taken == [
        "PYTHONHASHSEED": "0", "OMP_NUM_THREADS": "4 [2J", "PYTHONPATH": "src:.:/opt/lib:/w/../etc",
      ])
  }
}
