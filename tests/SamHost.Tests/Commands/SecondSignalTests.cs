using SamHost.Configuration;
using SamHost.Plugins.Calls;
using SamHost.TestSupport;

namespace SamHost.Tests.Commands;

/// <summary>A second Ctrl-C or SIGTERM, while a plugin hangs, by the real program.</summary>
[Trait("Duration", "Long")]
public sealed class SecondSignalTests : IDisposable
{
    private readonly CommandRun _run = new();
    private readonly PluginFolder _plugins = new("Misbehaving");

    private string[] Hanging => ["--set", """Study:Optimizers=[{"Name":"hangs"}]""", .. _plugins.BesideShipped];

    public void Dispose()
    {
        _run.Dispose();
        _plugins.Dispose();
    }

    [Theory]
    [InlineData(SamHostProcess.Interrupt)]
    [InlineData(SamHostProcess.Terminate)]
    public async Task Whoever_asks_a_second_time_does_not_wait_for_a_call_that_hangs(int signal)
    {
        using var process = SamHostProcess.Start(_run.Folder, ["run", .. Hanging]);
        await HangingAsync();

        process.SignalAll(signal);
        // Told twice within a second, it was asked once.
        await Task.Delay(200, TestContext.Current.CancellationToken);
        process.SignalAll(signal);
        await Task.Delay(1500, TestContext.Current.CancellationToken);
        Assert.True(process.IsRunning);
        process.SignalAll(signal);
        var result = await process.EndAsync();

        Assert.Equal(
            (ExitCode.Cancelled,
                "Ended at once, in Step of the optimizer 'hangs' of the plugin Misbehaving. A run goes on from its last checkpoint.\n"),
                (result.Exit, result.Errors));
    }

    [Fact]
    public async Task Whoever_asks_a_second_time_ends_the_processes_of_runs_too()
    {
        using var process = SamHostProcess.Start(_run.Folder, ["run", "--parallel=1", .. Hanging]);
        await HangingAsync();
        var locked = Directory.GetFiles(_run.File("runs"), "run.lock", SearchOption.AllDirectories).Single();
        Assert.Throws<IOException>(() => Open(locked));

        process.SignalAll(SamHostProcess.Interrupt);
        await Task.Delay(1500, TestContext.Current.CancellationToken);
        process.SignalAll(SamHostProcess.Interrupt);
        var result = await process.EndAsync();

        Assert.Equal((ExitCode.Cancelled, "Ended at once. A run goes on from its last checkpoint.\n"), (result.Exit, result.Errors));
        // A process that was killed takes a moment to go.
        await Task.Delay(1000, TestContext.Current.CancellationToken);
        Open(locked);

        static void Open(string path)
        {
            using var _ = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        }
    }

    private async Task HangingAsync()
    {
        while (Runs().All(run => LastCall.Read(run)?.Contains("Step", StringComparison.Ordinal) != true))
            await Task.Delay(30, TestContext.Current.CancellationToken);

        string[] Runs() => Directory.Exists(_run.File("runs", "small")) ? Directory.GetDirectories(_run.File("runs", "small")) : [];
    }
}
