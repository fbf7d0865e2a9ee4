using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SamHost.Configuration;
using SamHost.Telemetry.Tests.Protocol;
using SamHost.TestSupport;

namespace SamHost.Telemetry.Tests;

/// <summary>A study whose runs are made in processes of their own, each of which sends its own telemetry; by the real program.</summary>
[Trait("Duration", "Long")]
public sealed partial class ParallelTelemetryTests : ReceiverTests
{
    private static readonly string[] SixRuns =
        ["run", "--parallel=2", "--set", "Study:Epochs=3", "--set", "Study:Seeds=1,2,3", "--set",
            """Study:Optimizers=[{"Name":"sgd"},{"Name":"1-sam"}]"""];

    [Fact]
    public void Everything_of_every_run_arrives_and_manifests_and_the_total_count_it()
    {
        var result = Run.Invoke([.. SixRuns, "--set", $"Telemetry:Endpoint={Receiver.Grpc}"]);

        Assert.Equal((ExitCode.Success, ""), (result.Exit, result.Errors));
        var manifests = Runs("runs").Select(Manifest).ToList();
        Assert.Equal(6, manifests.Count);
        var points = Receiver.Metrics.SelectMany(metric => metric.Points()).ToList();
        foreach (var (run, telemetry) in manifests)
        {
            Assert.Equal(
                Status.Types.StatusCode.Ok, Assert.Single(Receiver.Named("run"), span => span.Text("train.run.id") == run).Status.Code);
            Assert.Equal(3, Receiver.Named("step").Count(span => span.Text("train.run.id") == run));
            AssertSignal(Receiver.Spans.Count(span => span.Text("train.run.id") == run), telemetry["spans"]!);
            AssertSignal(
                points.Count(point => point.Any(tag => tag.Key == "train.run.hash" && tag.Value.StringValue == run[^10..])),
                telemetry["points"]!);
            Assert.True((bool)telemetry["final"]!);
        }

        Assert.Equal(Receiver.Spans.Count, manifests.Sum(manifest => (int)manifest.Telemetry["spans"]!["exported"]!));
        // The processes' own points, those of .NET, and their logs are in the total alone.
        var printed = Total().Match(result.Output);
        long Printed(string group) => long.Parse(printed.Groups[group].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
        Assert.True(printed.Success, result.Output);
        Assert.Equal((Receiver.Spans.Count, points.Count, Receiver.Logs.Count), (Printed("spans"), Printed("points"), Printed("logs")));
        Assert.Equal(12, Receiver.Logs.Count);
        // Runs that are not made again have no part in the next total.
        Assert.DoesNotContain(
            "Telemetry:", Run.Invoke([.. SixRuns, "--set", $"Telemetry:Endpoint={Receiver.Grpc}"]).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "did not answer in time")]
    [InlineData(false, "refused")]
    public void With_a_dead_collector_the_results_are_the_same_and_the_study_waits_for_it_once(bool hangs, string says)
    {
        using var collector = new FaultyCollector(resets: false);
        var clock = Stopwatch.StartNew();
        Assert.Equal(ExitCode.Success, Run.Invoke([.. SixRuns, "--out", "alone"]).Exit);
        var alone = clock.Elapsed;
        clock.Restart();

        var result = Run.Invoke([.. SixRuns, "--set", $"Telemetry:Endpoint={(hangs ? collector.Address : FaultyCollector.Nobody())}"]);

        // Three turns of two runs: eight seconds each would be twenty-four.
        Assert.True(clock.Elapsed - alone < TimeSpan.FromSeconds(18), $"It took {clock.Elapsed}, and without a collector {alone}.");
        Assert.Equal((ExitCode.Success, ""), (result.Exit, result.Errors));
        Assert.Equal(Runs("alone").Select(Metrics), Runs("runs").Select(Metrics));
        Assert.All(
            Runs("runs").Select(Manifest),
            run => Assert.Equal(
                (0, (int)run.Telemetry["spans"]!["made"]!),
                ((int)run.Telemetry["spans"]!["exported"]!, (int)run.Telemetry["spans"]!["dropped"]!)));
        Assert.Matches($"Telemetry: [1-9][0-9]* spans made, 0 exported, .* The collector: .*{says}", result.Output);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_process_that_crashes_is_named_as_one_that_nobody_has_counted()
    {
        using var process = SamHostProcess.Start(
            Run.Folder, "run", "--parallel=2", "--set", "Study:Epochs=1000000", "--set", "Study:RecordExamplesAt=[]", "--set",
            $"Telemetry:Endpoint={Receiver.Grpc}");
        while (Receiver.Named("run start").Count == 0) await Task.Delay(50, TestContext.Current.CancellationToken);
        SamHostProcess.Crash(process.Children.Single());

        var result = await process.EndAsync();

        Assert.Equal(ExitCode.RunFailed, result.Exit);
        Assert.Contains(
            "Telemetry: 0 spans made, 0 exported, 0 dropped; 0 metric points made, 0 exported, 0 dropped; 1 process ended without a count.",
            result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_process_that_ends_before_its_first_step_has_counted_all_the_same()
    {
        Run.Write("there.csv", string.Concat(Enumerable.Range(0, 20).Select(row => $"{row},{row % 3},{row % 2}\n")));

        var result = Run.Invoke(
            "run", "--parallel=2", "--set", "Study:Dataset:Name=csv", "--set", "Study:Dataset:Options:Path=there.csv",
            "--set", """Study:Sweep={"Study:Dataset:Options:Path":["there.csv","missing.csv"]}""", "--set",
            $"Telemetry:Endpoint={Receiver.Grpc}");

        Assert.Equal(ExitCode.RunFailed, result.Exit);
        Assert.Contains("missing.csv", result.Output, StringComparison.Ordinal);
        Assert.Matches("Telemetry: [1-9][0-9]* spans made", result.Output);
        Assert.DoesNotContain("without a count", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void One_port_does_not_serve_several_processes()
    {
        var result = Run.Invoke("run", "--parallel=2", "--set", "Telemetry:Prometheus:Port=9464");

        Assert.Equal(ExitCode.Configuration, result.Exit);
        Assert.Contains(
            "one port serves one process: leave out Telemetry:Prometheus:Port, or send metrics by OTLP.", Assert.Single(result.ErrorLines),
            StringComparison.Ordinal);
    }

    private static void AssertSignal(int arrived, JsonNode signal) =>
        Assert.Equal((arrived, arrived, 0), ((int)signal["made"]!, (int)signal["exported"]!, (int)signal["dropped"]!));

    private static string Metrics(string folder) => Path.GetFileName(folder) + File.ReadAllText(Path.Combine(folder, "metrics.csv"));

    private static (string Run, JsonNode Telemetry) Manifest(string folder) =>
        (Path.GetFileName(folder), JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "manifest.json")))!["telemetry"]!);

    private IEnumerable<string> Runs(string output) => Directory.GetDirectories(Run.File(output, "small")).Order(StringComparer.Ordinal);

    [GeneratedRegex(
        "Telemetry: (?<spans>[0-9,]+) spans made, [0-9,]+ exported, 0 dropped; (?<points>[0-9,]+) metric points made, [0-9,]+ exported, 0 "
            + "dropped; (?<logs>[0-9,]+) logs made, [0-9,]+ exported, 0 dropped")]
    private static partial Regex Total();
}
