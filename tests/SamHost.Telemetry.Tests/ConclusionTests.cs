using System.Diagnostics;
using System.Text.Json.Nodes;
using SamHost.Configuration;
using SamHost.Telemetry.Tests.Protocol;
using SamHost.TestSupport;

namespace SamHost.Telemetry.Tests;

/// <summary>However a study ends, what was sent of it is accounted for.</summary>
[Trait("Duration", "Long")]
public sealed class ConclusionTests : ReceiverTests
{
    [Fact]
    public void A_study_that_cannot_go_on()
    {
        string[] study =
            ["run", "--set", """Study:Optimizers=[{"Name":"sgd"},{"Name":"1-sam"}]""", "--set", $"Telemetry:Endpoint={Receiver.Grpc}"];
        Assert.Equal(ExitCode.Success, Run.Invoke(study).Exit);
        Receiver.Spans.Clear();
        var folders = Directory.GetDirectories(Run.File("runs", "small"));
        foreach (var folder in folders) Directory.Delete(folder, recursive: true);
        // Where the second run's folder is to be.
        File.WriteAllText(folders.Single(folder => Path.GetFileName(folder).StartsWith("1-sam", StringComparison.Ordinal)), "");

        var result = Run.Invoke(study);

        Assert.Equal(ExitCode.Configuration, result.Exit);
        Assert.Contains("is a file, and a folder is needed there", Assert.Single(result.ErrorLines), StringComparison.Ordinal);
        AssertAccounted(result.Output, Status.Types.StatusCode.Ok);
    }

    [Fact]
    public void A_study_that_cannot_begin_has_nothing_to_say_of_it()
    {
        var result = Run.Invoke("run", "--set", $"Telemetry:Endpoint={Receiver.Grpc}", "--set", "Study:Model:Name=cnn");

        Assert.Equal(ExitCode.Configuration, result.Exit);
        Assert.DoesNotContain("Telemetry:", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_study_that_is_complete_already_waits_for_nobody()
    {
        Assert.Equal(ExitCode.Success, Run.Invoke("run").Exit);
        using var collector = new FaultyCollector(resets: false);
        var clock = Stopwatch.StartNew();

        var result = Run.Invoke("run", "--set", $"Telemetry:Endpoint={collector.Address}");

        Assert.Equal(ExitCode.Success, result.Exit);
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(6));
        Assert.DoesNotContain("Telemetry:", result.Output, StringComparison.Ordinal);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("--quiet=false")]
    [InlineData("--parallel=2")]
    public async Task A_study_that_is_cancelled(string how)
    {
        using var process = SamHostProcess.Start(
            Run.Folder, "run", how, "--set", "Study:Epochs=1000000", "--set", "Study:RecordExamplesAt=[]", "--set",
            $"Telemetry:Endpoint={Receiver.Grpc}");
        while (Receiver.Named("weighting").Count == 0) await Task.Delay(50, TestContext.Current.CancellationToken);
        process.PressCtrlC();
        var result = await process.EndAsync();

        Assert.Equal((ExitCode.Cancelled, ""), (result.Exit, result.Errors));
        AssertAccounted(result.Output, Status.Types.StatusCode.Unset);
    }

    private void AssertAccounted(string output, Status.Types.StatusCode status)
    {
        // A status that is not set is not on the wire.
        Assert.Equal(status, Assert.Single(Receiver.Named("run")).Status?.Code ?? Status.Types.StatusCode.Unset);
        var telemetry = JsonNode.Parse(
            File.ReadAllText(Directory.GetFiles(Run.Folder, "manifest.json", SearchOption.AllDirectories).Single()))!["telemetry"]!;
        Assert.True((bool)telemetry["final"]!);
        var (made, exported) = ((int)telemetry["spans"]!["made"]!, (int)telemetry["spans"]!["exported"]!);
        Assert.Equal(Receiver.Spans.Count, exported);
        Assert.Contains(
            $"Telemetry: {made:#,0} spans made, {exported:#,0} exported, {made - exported:#,0} dropped", output, StringComparison.Ordinal);
    }
}
