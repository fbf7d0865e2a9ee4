using SamHost.Configuration;
using SamHost.Display;
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

        var forecast = TelemetryForecast.Of(options, 1_000_000, 1_000_000, 1_000_000, 1, epoch => epoch % 5 == 0);

        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        // Step, weighting, example: of a million examples in a million epochs; and a root for every thousand of them.
        Assert.InRange(forecast.Spans, 3_000_000_000_000, 3_005_000_000_000);
    }

    [Fact]
    public void An_example_that_is_watched_counts_also_beyond_the_number_that_a_validation_split_leaves()
    {
        using var study = new FollowedStudy(_receiver.Grpc, """
            { "Study": { "EarlyStopping": { "ValidationFraction": 0.5 } }, "Telemetry": { "Level": "Summary", "WatchExamples": [50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 59] } }
            """);
        study.Run();

        Assert.NotEmpty(_receiver.Named("weighting.example"));
        Assert.True(Forecast(study.Study).Total.Spans >= _receiver.Spans.Count);
    }

    [Theory]
    [InlineData("check")]
    [InlineData("run")]
    [InlineData("run", "--parallel=2")]
    public void An_example_that_is_not_there_cannot_be_watched(params string[] verb)
    {
        using var run = new CommandRun();

        var result = run.Invoke([.. verb, "--set", "Telemetry:WatchExamples=[3,16]", "--set", $"Telemetry:Endpoint={_receiver.Grpc}"]);

        Assert.Equal(ExitCode.Configuration, result.Exit);
        Assert.Equal("Telemetry:WatchExamples: there is no training example 16; give indices from 0 to 15.", Assert.Single(result.ErrorLines));
        Assert.Equal(ExitCode.Success, run.Invoke([.. verb, "--set", "Telemetry:WatchExamples=[3,15]", "--set", $"Telemetry:Endpoint={_receiver.Grpc}"]).Exit);
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
