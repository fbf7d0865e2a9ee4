using SamHost.Configuration;
using SamHost.TestSupport;

namespace SamHost.Telemetry.Tests;

/// <summary><c>samhost replay</c> and <c>samhost check --collector</c>, against a receiver of the public protocol.</summary>
public sealed class ReplayTests : ReceiverTests
{
    [Fact]
    public async Task A_recorded_run_arrives_as_its_files_have_it_within_the_time_of_the_run()
    {
        var before = DateTime.UtcNow;
        Assert.Equal(
            ExitCode.Success,
            Run.Invoke(
                "run", "--quiet", "--set", "Study:Epochs=3", "--set", "Study:RecordExamplesAt=[1,3]", "--set", "Study:RecordWeightsAt=[3]",
                "--set", "Study:Optimizers:0:Name=1-sam").Exit);
        var after = DateTime.UtcNow;
        var folder = Directory.GetDirectories(Run.File("runs", "small")).Single(name => File.Exists(Path.Combine(name, "metrics.csv")));
        var rows = await ExampleRows.Read(folder);

        var result = Run.Invoke("replay", folder, "--set", $"Telemetry:Endpoint={Receiver.Grpc}");

        Assert.Equal((ExitCode.Success, ""), (result.Exit, result.Errors));
        Assert.Contains("3 epochs, of which 2 have their steps.", result.Output, StringComparison.Ordinal);
        Assert.Equal([1L, 3L], Receiver.Named("epoch").Select(span => span.Integer("train.epoch")));
        Assert.Equal([1L, 2L, 3L], Receiver.Named("epoch summary").Select(span => span.Integer("train.epoch")));
        Assert.Single(Receiver.Named("run"));
        Assert.All(Receiver.Spans, span =>
        {
            Assert.Equal(Path.GetFileName(folder), span.Text("train.run.id"));
            Assert.InRange(TimeOf(span.StartTimeUnixNano), before, after);
            Assert.InRange(TimeOf(span.EndTimeUnixNano), TimeOf(span.StartTimeUnixNano), after);
        });
        Assert.Equal(
            rows.Select(row => row.Step).Distinct().Order(), Receiver.Named("weighting").Select(span => span.Integer("train.step")));
        foreach (var span in Receiver.Named("weighting"))
        {
            ExampleRow[] batch = [.. rows.Where(row => row.Step == span.Integer("train.step"))];
            Assert.Equal(batch.Select(row => row.Id), span.Texts("sam.example.id"));
            Assert.Equal(batch.Select(row => row.Loss), span.Numbers("sam.example.loss"));
            Assert.Equal(batch.Select(row => row.IsFlipped), span.Flags("label_noise.is_flipped"));
            if (span.Integer("train.epoch") == 3) Assert.Equal(batch.Select(row => row.Weight!.Value), span.Numbers("sam.example.weight"));
            else Assert.Null(span.Find("sam.example.weight"));
        }
    }

    [Fact]
    public void Without_a_collector_and_without_a_run_there_is_one_sentence()
    {
        var nowhere = Run.Invoke("replay", "x");
        Assert.Equal(ExitCode.Configuration, nowhere.Exit);
        Assert.StartsWith(
            "Telemetry:Endpoint: nothing says where traces go; add --set ", Assert.Single(nowhere.ErrorLines), StringComparison.Ordinal);

        var nothing = Run.Invoke("replay", "x", "--set", $"Telemetry:Endpoint={Receiver.Grpc}");
        Assert.Equal(ExitCode.Configuration, nothing.Exit);
        Assert.Single(nothing.ErrorLines);
        Assert.Empty(Receiver.Spans);
    }

    [Fact]
    public void A_collector_that_takes_all_is_good()
    {
        var result = Run.Invoke("check", "--collector", "--set", $"Telemetry:Endpoint={Receiver.Grpc}");

        Assert.Equal((ExitCode.Success, ""), (result.Exit, result.Errors));
        foreach (var signal in new[] { "traces", "metrics", "logs" })
            Assert.Contains($"Collector: {signal} arrive at {Receiver.Grpc}/.", result.Output, StringComparison.Ordinal);
        Assert.Contains("Nothing is wrong.", result.Output, StringComparison.Ordinal);
        Assert.Equal("samhost.check", Assert.Single(Receiver.Spans).Name);
        Assert.Equal(1, Receiver.Metrics.Single(metric => metric.Name == "samhost.check").Gauge.DataPoints.Single().AsInt);
        Assert.Equal("samhost.check", Assert.Single(Receiver.Logs).Body.StringValue);
    }

    [Fact]
    public void A_collector_that_is_not_there_is_told_of_signal_by_signal()
    {
        var result = Run.Invoke("check", "--collector", "--set", $"Telemetry:Endpoint=http://127.0.0.1:{PrometheusServer.FreePort()}");

        Assert.Equal(ExitCode.RunFailed, result.Exit);
        foreach (var signal in new[] { "traces", "metrics", "logs" })
            Assert.Contains($"Collector: {signal} do not arrive at http://127.0.0.1:", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Nothing is wrong.", result.Output, StringComparison.Ordinal);
        Assert.StartsWith(
            "--collector: nothing says where telemetry goes", Assert.Single(Run.Invoke("check", "--collector").ErrorLines),
            StringComparison.Ordinal);
    }

    private static DateTime TimeOf(ulong nanoseconds) => DateTime.UnixEpoch.AddTicks((long)nanoseconds / 100);
}
