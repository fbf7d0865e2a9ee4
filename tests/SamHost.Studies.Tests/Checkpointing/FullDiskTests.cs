using System.Diagnostics;
using SamHost.Configuration;
using SamHost.TestSupport;
using SamHost.Training.Checkpointing;

namespace SamHost.Studies.Tests.Checkpointing;

/// <summary>
/// A disk that is full at any of a run's writes: a small file system in memory, a little larger each time, mounted by root.
/// </summary>
[Trait("Duration", "Long")]
public sealed class FullDiskTests : IDisposable
{
    private const int PageKilobytes = 4;

    private readonly CommandRun _run = new();
    private readonly string _disk = Directory.CreateTempSubdirectory("samhost-disk-").FullName;

    public void Dispose()
    {
        Execute("umount", _disk);
        Directory.Delete(_disk, recursive: true);
        _run.Dispose();
    }

    [Fact]
    public async Task At_every_write_the_run_fails_by_name_and_older_checkpoints_stay_good()
    {
        Assert.SkipUnless(
            Execute("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", _disk) == 0, "A file system can be mounted by root alone.");
        string[] arguments =
        [
            "run", "--out", _disk, "--set", "Study:Epochs=6", "--set", "Checkpoints:EveryEpochs=1", "--set",
            """Study:Model={"Name":"mlp","Options":{"HiddenSizes":[32]}}""",
        ];
        // What a run takes that has all the room it wants.
        Execute("mount", "-o", "remount,size=100m", _disk);
        Assert.Equal(ExitCode.Success, (await SamHostProcess.RunAsync(_run.Folder, arguments)).Exit);
        var needed = UsedPages();
        var (failures, survivors) = (0, 0);
        var sizes = TestScale.Of(small: 10, full: needed - 1);
        foreach (var pages in Enumerable.Range(0, sizes).Select(size => 1 + (size * (needed - 1) / sizes)))
        {
            foreach (var folder in Directory.GetDirectories(_disk)) Directory.Delete(folder, recursive: true);
            foreach (var file in Directory.GetFiles(_disk)) File.Delete(file);
            Assert.Equal(0, Execute("mount", "-o", $"remount,size={pages * PageKilobytes}k", _disk));

            var result = await SamHostProcess.RunAsync(_run.Folder, arguments);

            Assert.True(
                result.Exit is ExitCode.RunFailed or ExitCode.Configuration,
                $"{pages} pages: {result.Exit} {result.Output} {result.Errors}");
            var said = result.Output + result.Errors;
            Assert.True(said.Contains("No space left on device", StringComparison.Ordinal), $"{pages} pages: {said}");
            Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
            failures++;
            foreach (var checkpoint in Runs().SelectMany(run => new CheckpointFolder(run).All))
            {
                Checkpoint.Verify(checkpoint);
                survivors++;
            }
        }

        Assert.True(failures > 5);
        Assert.True(survivors > 0);

        // With room again, the last of them goes on.
        Execute("mount", "-o", "remount,size=100m", _disk);
        Assert.Equal(ExitCode.Success, (await SamHostProcess.RunAsync(_run.Folder, arguments)).Exit);
    }

    private static int Execute(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode;
    }

    private string[] Runs() => Directory.Exists(Path.Combine(_disk, "small")) ? Directory.GetDirectories(Path.Combine(_disk, "small")) : [];

    private int UsedPages()
    {
        var drive = new DriveInfo(_disk);
        return (int)((drive.TotalSize - drive.AvailableFreeSpace) / (PageKilobytes * 1024));
    }
}
