using SamHost.TestSupport;

namespace SamHost.Telemetry.Tests;

/// <summary>What a run writes does not depend on what is told of it.</summary>
[Trait("Duration", "Long")]
public sealed class IndependenceTests : IAsyncLifetime
{
    private OtlpReceiver _receiver = null!;

    public async ValueTask InitializeAsync() => _receiver = await OtlpReceiver.StartAsync();

    public ValueTask DisposeAsync() => _receiver.DisposeAsync();

    [Theory]
    [InlineData("[]")]
    [InlineData("[2]")]
    [InlineData("null")]
    public void The_files_of_a_run_are_the_same_with_and_without_telemetry_byte_for_byte(string weightsAt)
    {
        var settings = $$"""
            { "Study": { "Epochs": 3, "RecordWeightsAt": {{weightsAt}}, "Optimizers": [
                { "Name": "sgd" }, { "Name": "1-sam" }, { "Name": "n-sam" }, { "Name": "m-sam" }, { "Name": "l-sam" }, { "Name": "j-sam" },
                { "Name": "regularized-sgd" }] } }
            """;
        using var alone = new SmallStudy(settings);
        var expected = alone.RunToTheEnd().Select(outcome => Files(outcome.Folder)).ToList();
        using var study = new FollowedStudy(
            _receiver.Grpc, settings,
            $$"""{ "Telemetry": { "Level": "Sampled", "EveryNthStep": 3, "WatchExamples": ["{{alone.Ids()[7]}}"] } }""");

        var followed = study.Run().Select(outcome => Files(outcome.Folder)).ToList();

        Assert.Equal(expected, followed);
        // Something was told that the files do not hold.
        Assert.Contains(_receiver.Named("weighting.example"), span => span.Find("sam.example.weight") is not null);
    }

    private static (string Run, string Metrics, string Examples) Files(string folder) => (
        Path.GetFileName(folder), File.ReadAllText(Path.Combine(folder, "metrics.csv")),
        Convert.ToHexString(File.ReadAllBytes(Path.Combine(folder, "examples.parquet"))));
}
