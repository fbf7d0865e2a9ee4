using SamHost.Reporting;
using SamHost.Studies;
using SamHost.Telemetry;
using SamHost.Tests.Support;
using SamHost.Training;

namespace SamHost.Tests.Telemetry;

/// <summary>What a study is said to send before it starts.</summary>
public sealed class ForecastTests : IAsyncLifetime
{
    private OtlpReceiver _receiver = null!;

    public async ValueTask InitializeAsync() => _receiver = await OtlpReceiver.StartAsync();

    public ValueTask DisposeAsync() => _receiver.DisposeAsync();

    [Fact]
    public void Every_point_of_a_sweep_counts_with_its_own_epochs_batches_and_examples()
    {
        using var study = new FollowedStudy(_receiver.Grpc, """
            { "Study": { "Seeds": [1, 2], "Optimizers": [{ "Name": "1-sam" }, { "Name": "sgd" }],
                "Sweep": { "Study:Epochs": [1, 4], "Study:BatchSize": [10, 30], "Study:Dataset:Options:TrainCount": [60, 600] } } }
            """);
        var outcomes = study.Run();

        var forecast = Forecast(study.Study);
        Assert.InRange(forecast.Total.Spans, _receiver.Spans.Count, _receiver.Spans.Count * 1.02);
        var runs = _receiver.Spans.GroupBy(span => span.Text("train.run.id")).ToList();
        Assert.Equal((32, 32), (outcomes.Count, runs.Count));
        Assert.InRange(forecast.Largest.Spans, runs.Max(run => run.Count()), runs.Max(run => run.Count()) * 1.02);
        var bytes = _receiver.Spans.Sum(span => (long)span.CalculateSize());
        Assert.InRange(forecast.Total.Bytes, bytes, bytes * 1.5);
        Assert.Matches("^Traces at level Arrays: at most [0-9,]+ spans, [0-9.]+ MB for the study; [0-9,]+ spans, [0-9]+ kB for its largest run[.]$", Assert.Single(study.Study.Said));
    }

    [Fact]
    public void It_takes_no_longer_for_a_long_run()
    {
        var options = new TelemetryOptions { Level = TelemetryLevel.Full, WatchExamples = [1] };
        var clock = System.Diagnostics.Stopwatch.StartNew();

        var forecast = TelemetryForecast.Of(options, 1_000_000, 1_000_000, 1, epoch => epoch % 5 == 0);

        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        // Step, weighting, example: of a million examples in a million epochs.
        Assert.InRange(forecast.Spans, 3_000_000_000_000, 3_000_010_000_000);
    }

    [Fact]
    public void A_study_of_equal_runs_names_one_of_them_and_one_of_a_single_run_does_not()
    {
        using var two = new SmallStudy("""{ "Study": { "Seeds": [1, 2] } }""");
        using var one = new SmallStudy();

        Assert.Equal((2 * Forecast(one).Total.Spans, Forecast(one).Total), (Forecast(two).Total.Spans, Forecast(two).Largest));
        Assert.EndsWith("kB for the study.", TelemetryText.Forecast(Forecast(one), TelemetryLevel.Full), StringComparison.Ordinal);
    }

    private static StudyForecast Forecast(SmallStudy study)
    {
        using var data = study.Scenes.LoadData(new SeedSequence(1));
        return StudyForecast.Of(study.Runs, study.ScenesOf, data);
    }
}
