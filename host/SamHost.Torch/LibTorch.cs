using System.Runtime.InteropServices;
using SamHost.Configuration;

namespace SamHost.Torch;

/// <summary>
/// Loads libtorch before TorchSharp looks for it, from a folder of the user's choice or the one that was built in. Once a process.
/// </summary>
public static class LibTorch
{
    /// <summary>The environment variable that names a folder with an existing libtorch, such as a Python PyTorch's <c>lib</c>.</summary>
    public const string FolderVariable = "SAMHOST_LIBTORCH";

    private const string Package = "libtorch-cpu-linux-x64";
    private const string Version = "2.10.0";

    // The order matters: each library finds those before it already loaded, by name.
    private static readonly string[] Libraries = ["libc10.so", "libtorch_cpu.so", "libc10_cuda.so", "libtorch_cuda.so", "libtorch.so"];

    private static readonly Lock Loading = new();
    private static string? _folder;

    /// <summary>The folder that libtorch was loaded from; null before <see cref="Load"/>.</summary>
    public static string? Folder => _folder;

    /// <summary>Loads libtorch and TorchSharp's native library. A second call does nothing.</summary>
    /// <param name="folder">A folder with libtorch 2.10; null for the environment's or the built-in one.</param>
    /// <exception cref="UserErrorException">There is no libtorch in the folder, or it cannot be loaded.</exception>
    public static void Load(string? folder = null)
    {
        lock (Loading)
        {
            if (_folder is not null) return;
            var found = Find(folder ?? Environment.GetEnvironmentVariable(FolderVariable));
            LetThreadsWait();
            foreach (var library in Libraries.Select(name => Path.Combine(found, name)).Where(File.Exists)) LoadLibrary(library);
            // Never from the libtorch folder: it is ours, patched for older systems (README.md beside this file).
            LoadLibrary(Path.Combine(AppContext.BaseDirectory, "libtorch", "libLibTorchSharp.so"));
            PooledTensorMemory.Install(Path.Combine(found, Libraries[0]));
            OneDnn.SwitchOffWhereWrong();
            _folder = found;
        }
    }

    /// <summary>
    /// The address of a function of libtorch that TorchSharp does not offer, by its mangled name; null where this libtorch has none.
    /// </summary>
    internal static nint? FindExport(string name) =>
        // The one that is loaded has this name.
        NativeLibrary.TryGetExport(NativeLibrary.Load("libtorch_cpu.so"), name, out var address) ? address : null;

    private static string Find(string? chosen)
    {
        if (!string.IsNullOrEmpty(chosen))
        {
            return HasLibTorch(chosen)
                ? Path.GetFullPath(chosen)
                : throw new UserErrorException(
                    $"Torch:Library (or {FolderVariable}) is '{chosen}', which holds no libtorch_cpu.so; name the 'lib' folder of a "
                        + "libtorch or PyTorch 2.10.");
        }

        // The CUDA package brings its libraries in the runtime's own native folders.
        var native = (AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string)?.Split(Path.PathSeparator) ?? [];
        return native.Prepend(Path.Combine(AppContext.BaseDirectory, "libtorch")).Append(InPackageCache()).FirstOrDefault(HasLibTorch)
            ?? throw new UserErrorException(
                $"This build has no libtorch of its own (TorchBackend=none). Fetch it once by 'dotnet package download {Package}@{Version} "
                    + $"--output {CacheFolder()}', or set Torch:Library or {FolderVariable} to the 'lib' folder of a libtorch or PyTorch "
                    + "2.10.");
    }

    /// <summary>Where NuGet puts the package of libtorch: for the tool, which brings none.</summary>
    private static string InPackageCache() => Path.Combine(CacheFolder(), Package, Version, "runtimes", "linux-x64", "native");

    private static string CacheFolder() => Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } chosen
        ? chosen
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    private static bool HasLibTorch(string folder) => File.Exists(Path.Combine(folder, "libtorch_cpu.so"));

    private static void LoadLibrary(string path)
    {
        try
        {
            NativeLibrary.Load(path);
        }
        catch (DllNotFoundException e)
        {
            throw new UserErrorException($"{path} cannot be loaded: {e.Message}");
        }
    }

    /// <summary>
    /// Idle OpenMP threads spin for some microseconds and then sleep: spinning for good makes a run many times slower where processes share
    /// the cores, and waking a thread for each small operation takes longer than the operation (README.md beside this file). libgomp reads
    /// the native environment once, when it is loaded; <see cref="Environment.SetEnvironmentVariable(string, string)"/> does not reach it.
    /// </summary>
    private static void LetThreadsWait()
    {
        // A policy of the user's own stands.
        if (Environment.GetEnvironmentVariable("OMP_WAIT_POLICY") is not null) return;
        _ = SetEnvironment("OMP_WAIT_POLICY", "passive", overwrite: 0);
        _ = SetEnvironment("GOMP_SPINCOUNT", "1000", overwrite: 0);
    }

    [DllImport("libc", EntryPoint = "setenv", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int SetEnvironment(string name, string value, int overwrite);
}
