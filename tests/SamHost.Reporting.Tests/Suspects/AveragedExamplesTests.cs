using SamHost.Reporting.Suspects;
using SamHost.Runs.Results;
using SamHost.TestSupport;

namespace SamHost.Reporting.Tests.Suspects;

/// <summary>The means over runs, held to what they are by definition.</summary>
public sealed class AveragedExamplesTests
{
    [Fact]
    public void An_examples_score_is_the_mean_over_the_runs_that_trained_on_it()
    {
        using var study = new SmallStudy(
            SmallStudy.UnknownTruth, """{ "Study": { "Seeds": [1, 2, 3], "RecordExamplesAt": [1] } }""");
        var runs = MadeEvidence.Runs(study);
        var random = new Random(3);
        RunEvidence[] evidence = [
            Of(runs[0], "a", "b", "c", "d"), Of(runs[1], "c", "a", "e"), Of(runs[2], "e", "d", "f"), Of(runs[0], "g", "c")];

        var averaged = AveragedExamples.Of(evidence, [MadeEvidence.Score]);

        var entries = evidence
            .SelectMany(run => run.Examples.Select((example, i) => (example, run.Run.Seed, Value: run.Scores[MadeEvidence.Score][i])))
            .GroupBy(entry => entry.example).ToList();
        Assert.Equal(entries.Select(group => group.Key), averaged.Examples);
        Assert.Equal(entries.Select(group => group.Average(entry => entry.Value)), averaged.Scores[0]);
        Assert.Equal(entries.Select(group => group.Select(entry => entry.Seed).Distinct().Count()), averaged.SeedCounts);

        RunEvidence Of(RecordedRun run, params string[] ids) => MadeEvidence.Of(run, [.. ids.Select(id => (id, 0, random.NextDouble()))]);
    }

    [Theory]
    [InlineData(-0.0)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void What_all_runs_say_is_the_mean_bit_for_bit(double score)
    {
        using var study = new SmallStudy(SmallStudy.UnknownTruth);
        var evidence = MadeEvidence.Of(MadeEvidence.Runs(study).Single(), ("a", 0, score));

        var mean = AveragedExamples.Of([evidence, evidence], [MadeEvidence.Score]).Scores[0].Single();

        Assert.Equal(BitConverter.DoubleToInt64Bits(score), BitConverter.DoubleToInt64Bits(mean));
    }
}
