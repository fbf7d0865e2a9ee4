using SamHost.TestSupport;

namespace SamHost.Torch.Tests;

/// <summary>The pool of tensors' memory is there with the libtorch that it is made for, and with no other.</summary>
[Trait("Duration", "Long")]
public sealed class SupportedLibTorchTests : IDisposable
{
    private static readonly string Shipped = Path.Combine(AppContext.BaseDirectory, "libtorch");
    private static readonly string C10 = Path.Combine(Shipped, "libc10.so");

    private readonly string _folder = Directory.CreateTempSubdirectory("samhost-libtorch-").FullName;

    public SupportedLibTorchTests() => Assert.SkipUnless(File.Exists(C10), "This build has no libtorch of its own.");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_pool_is_made_for_the_libtorch_of_the_package() => Assert.True(
        PooledTensorMemory.Supports(C10),
        $"The libc10.so of the package has the build id {BuildId.Of(C10)}: see whether its c10::Allocator still has the functions that "
            + "PooledTensorMemory counts on, and give PooledTensorMemory.SupportedBuild that id and the version of the package.");

    [Fact]
    public void A_libtorch_with_another_build_id_is_not_supported()
    {
        var copy = Path.Combine(_folder, "libc10.so");
        foreach (var place in Enumerable.Range(0, 20))
        {
            WriteWithOtherId(copy, place);
            Assert.False(PooledTensorMemory.Supports(copy));
            Assert.NotNull(BuildId.Of(copy));
        }
    }

    [Fact]
    public void What_is_damaged_or_no_library_is_not_supported()
    {
        var (path, whole) = (Path.Combine(_folder, "damaged.so"), File.ReadAllBytes(C10));
        Assert.False(PooledTensorMemory.Supports(path));
        foreach (var length in Enumerable.Range(0, 200).Append(IdOf(whole) + 19)) AssertUnsupported(whole[..length]);
        // Of the notes that the program headers lead to nothing is found any more.
        foreach (var place in new[] { 0, 4, 5, 32, 39 })
            AssertUnsupported([.. whole[..place], (byte)~whole[place], .. whole[(place + 1)..]]);

        void AssertUnsupported(byte[] bytes)
        {
            File.WriteAllBytes(path, bytes);
            Assert.False(PooledTensorMemory.Supports(path));
        }
    }

    [Fact]
    public void With_another_build_the_program_trains_without_the_pool_to_the_same_results()
    {
        foreach (var library in Directory.GetFiles(Shipped).Where(file => file != C10))
            File.CreateSymbolicLink(Path.Combine(_folder, Path.GetFileName(library)), library);
        WriteWithOtherId(Path.Combine(_folder, "libc10.so"), place: 7);

        Assert.Equal(Train(Shipped), Train(_folder));
        var (exitCode, output) = HostProgram.Start(
            "env", _folder, $"{LibTorch.FolderVariable}={_folder}",
            Path.Combine(AppContext.BaseDirectory, typeof(SupportedLibTorchTests).Assembly.GetName().Name!),
            "-explicit", "only", "-method", $"{typeof(SupportedLibTorchTests).FullName}.{nameof(There_is_no_pool)}");
        Assert.True(exitCode == 0 && output.Contains("Total: 1, Errors: 0, Failed: 0", StringComparison.Ordinal), output);
    }

    /// <summary>For a process that another test starts with another libtorch.</summary>
    [Fact(Explicit = true)]
    public void There_is_no_pool()
    {
        using var tensor = TorchSharp.torch.ones(3_000_000);

        Assert.NotEqual(Shipped, LibTorch.Folder);
        Assert.Equal(0, PooledTensorMemory.HighWater);
    }

    /// <summary>The bytes of what a small study records, as text.</summary>
    private static IReadOnlyList<string> Train(string libtorch)
    {
        using var work = new CommandRun();
        var (exitCode, output) = HostProgram.Run(
            work.Folder, "run", "--set", $"Torch:Library={libtorch}",
            "--set", "Study:Epochs=1", "--set", "Study:Seeds=[1]", "--set", """Study:Optimizers=[{"Name":"1-sam"}]""");
        Assert.True(exitCode == 0, output);
        var run = Assert.Single(Directory.GetDirectories(Path.Combine(work.Folder, "runs", "small"), "*-s1-*"));
        string[] files = [Path.Combine(run, "metrics.csv"), Path.Combine(run, "examples.parquet")];
        return [.. files.Select(file => Convert.ToHexString(File.ReadAllBytes(file)))];
    }

    private static void WriteWithOtherId(string path, int place)
    {
        var bytes = File.ReadAllBytes(C10);
        bytes[IdOf(bytes) + place] ^= 1;
        File.WriteAllBytes(path, bytes);
    }

    private static int IdOf(ReadOnlySpan<byte> library)
    {
        var id = library.IndexOf(Convert.FromHexString(BuildId.Of(C10)!));
        Assert.True(id > 0);
        return id;
    }
}
