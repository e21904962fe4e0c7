// The table of what pickles import. Dangerous are modules of Python that run code or reach out of the
// process, and the ways to them that were found in published attacks on model files; safe is what the
// libraries' own pickles of arrays, tensors and estimators import. Everything else is not known.

enum PickleImports {
  /// Whether a module is dangerous whatever is taken from it: by itself or as a part of one.
  static func isDangerous(module: String) -> Bool {
    parents(of: module).contains { dangerousModules.contains($0) }
  }

  static func isDangerous(_ name: String, in module: String) -> Bool {
    if dangerousNames[module]?.contains(name) == true { return true }
    // Attributes of classes and modules by which any other is reached.
    return dangerousAnywhere.contains(name)
  }

  static func isSafe(_ name: String, in module: String) -> Bool {
    if safeNames[module]?.contains(name) == true { return true }
    if TorchType.type(of: PickleGlobal(module, name)) != nil { return true }
    if module == "torch" { return name.hasSuffix("Storage") }
    if module == "torch._utils" || module == "torch._tensor" { return name.hasPrefix("_rebuild_") }
    if parents(of: module).contains(where: safeModules.contains) { return true }
    return false
  }

  /// `a.b.c`, `a.b` and `a`.
  private static func parents(of module: String) -> [String] {
    var parents: [String] = []
    var parts = module.split(separator: ".", omittingEmptySubsequences: false)
    if parts.count > 32 { parts = Array(parts.prefix(32)) }
    while !parts.isEmpty {
      parents.append(parts.joined(separator: "."))
      parts.removeLast()
    }
    return parents
  }

  private static let dangerousModules = words(
    """
    os posix nt posixpath ntpath subprocess _posixsubprocess sys shutil socket _socket ssl runpy
    webbrowser importlib imp pty ctypes _ctypes cffi code codeop asyncio multiprocessing _thread
    threading concurrent signal pip ensurepip venv setuptools distutils pkg_resources site
    zipimport pkgutil _frozen_importlib _frozen_importlib_external pdb bdb timeit profile cProfile
    trace doctest idlelib lib2to3 unittest test http urllib urllib3 requests aiohttp httpx ftplib
    smtplib telnetlib poplib imaplib nntplib xmlrpc socketserver wsgiref paramiko pickle _pickle
    pickletools dill cloudpickle marshal shelve dbm tempfile glob fileinput platform resource
    fcntl mmap winreg _winapi msvcrt sqlite3 logging.config linecache inspect gc dis antigravity
    turtle tkinter curses readline rlcompleter cmd getpass crypt nturl2path zipfile tarfile
    torch.hub torch.utils.cpp_extension torch.utils.collect_env torch.utils.bottleneck
    torch._dynamo torch._inductor torch.distributed torch.multiprocessing torch.package
    torch.utils.model_zoo torch.utils._config_module torch.fx.experimental
    numpy.testing numpy.f2py numpy.distutils numpy.ctypeslib numpy.lib.npyio numpy.lib._npyio_impl
    scipy.io sklearn.externals joblib.externals joblib.parallel IPython jupyter_client
    """)

  private static let dangerousNames: [String: Set<String>] = [
    "builtins": words(
      """
      eval exec compile __import__ getattr setattr delattr open input breakpoint globals locals vars
      execfile file apply reload
      """),
    "operator": words("attrgetter methodcaller itemgetter call"),
    "_operator": words("attrgetter methodcaller itemgetter call"),
    "functools": words("partial reduce partialmethod cached_property"),
    "_functools": words("partial reduce"),
    "types": words("FunctionType CodeType LambdaType MethodType ModuleType GenericAlias"),
    "io": words("open open_code FileIO OpenWrapper"),
    "_io": words("open open_code FileIO"),
    "pathlib": words("Path"),
    "codecs": words("open"),
    "copyreg": words("add_extension pickle"),
    "torch": words("load compile"),
    "torch.serialization": words("load save"),
    "torch.jit": words("load script"),
    "torch.storage": words("_load_from_bytes"),
    "numpy": words("load fromfile memmap save tofile loadtxt genfromtxt"),
    "numpy.core.multiarray": words("fromfile"),
    "numpy._core.multiarray": words("fromfile"),
    "pandas": words("read_pickle eval"),
    "pandas.io.pickle": words("read_pickle"),
    "pandas.core.computation.eval": words("eval"),
    "joblib": words("load dump Memory"),
    "joblib.numpy_pickle": words("load dump"),
    "tensorflow.python.keras.engine.training": words("load_model"),
    "keras.models": words("load_model"),
  ]

  private static let dangerousAnywhere = words(
    """
    __globals__ __builtins__ __subclasses__ __bases__ __mro__ __base__ __code__ __dict__ __class__
    __getattribute__ __import__ __loader__ __spec__ __reduce__ __reduce_ex__ __init_subclass__
    __setattr__ system popen spawn execv execve
    """)

  /// All of these, in themselves and in their parts, but for the names that are dangerous anywhere.
  private static let safeModules = words(
    """
    sklearn __torch__ torch.nn.modules torch.nn.parameter torch.ao.nn numpy.dtypes numpy.random
    xgboost.core xgboost.sklearn lightgbm.basic lightgbm.sklearn scipy.sparse
    pandas.core.indexes pandas._libs.tslibs
    """)

  private static let safeNames: [String: Set<String>] = {
    let reconstruct = words("_reconstruct scalar")
    let number = words("_frombuffer")
    return [
      "builtins": words(
        """
        set frozenset list dict tuple bytearray bytes str int float bool complex slice range object
        unicode long xrange Exception ValueError TypeError KeyError RuntimeError
        """),
      "collections": words("OrderedDict defaultdict deque Counter"),
      "copyreg": words("_reconstructor __newobj__ __newobj_ex__"),
      "_codecs": words("encode"),
      "datetime": words("datetime date time timedelta timezone"),
      "decimal": words("Decimal"), "fractions": words("Fraction"), "uuid": words("UUID"),
      "pathlib": words("PosixPath WindowsPath PurePosixPath PureWindowsPath"),
      "argparse": words("Namespace"), "types": words("SimpleNamespace"),
      "numpy": words(
        """
        dtype ndarray bool_ int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 float32 float64
        complex64 complex128 str_ bytes_ datetime64 timedelta64 longdouble
        """),
      "numpy.core._internal": words("_reconstruct"), "random": words("Random"),
      "numpy.core.multiarray": reconstruct, "numpy._core.multiarray": reconstruct,
      "numpy.core.numeric": number, "numpy._core.numeric": number,
      "numpy.ma.core": words("_mareconstruct MaskedArray"),
      "torch": words("Size device Tensor dtype strided sparse_coo qint8 quint8 per_tensor_affine"),
      "torch.storage": words("UntypedStorage TypedStorage _UntypedStorage _TypedStorage"),
      "torch.serialization": words("_get_layout"),
      "torch.jit._pickle": words(
        """
        build_intlist build_doublelist build_boollist build_tensorlist build_tensor_from_id
        restore_type_tag
        """),
      "joblib.numpy_pickle": words("NumpyArrayWrapper NDArrayWrapper ZNDArrayWrapper"),
      "pandas.core.frame": words("DataFrame"), "pandas.core.series": words("Series"),
      "pandas.core.internals.managers": words("BlockManager SingleBlockManager"),
      "pandas._libs.internals": words("_unpickle_block"),
      "pandas._libs.arrays": words("__pyx_unpickle_NDArrayBacked"),
      "xgboost": words("Booster"),
    ]
  }()

  private static func words(_ text: String) -> Set<String> {
    Set(text.split(whereSeparator: { $0 == " " || $0 == "\n" }).map(String.init))
  }
}
