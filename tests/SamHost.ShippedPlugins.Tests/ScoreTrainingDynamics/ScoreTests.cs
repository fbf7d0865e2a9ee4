using SamHost.Contracts.Suspects;
using SamHost.Plugins.ScoreTrainingDynamics;

namespace SamHost.ShippedPlugins.Tests.ScoreTrainingDynamics;

/// <summary>The scores against their definitions, over epochs of which some record less than others.</summary>
public class ScoreTests
{
    private const int Count = 8;

    private static readonly Dictionary<string, (Func<ISuspectScore> Create, Func<RecordedEpoch, double[]?> Evidence)> Means = new()
    {
        ["mean-loss"] = (() => new MeanLoss(), epoch => epoch.Loss),
        ["area-under-margin"] = (() => new AreaUnderMargin(), epoch => epoch.Margin),
        ["logit-weight"] = (() => new LogitWeight(), epoch => epoch.LogitWeight),
        ["sam-weight"] = (() => new SamWeight(), epoch => epoch.Weight),
    };

    public static TheoryData<string> Names => [.. Means.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_score_is_the_mean_over_the_epochs_so_far_that_recorded_its_evidence(string name)
    {
        var (create, evidence) = Means[name];
        var score = create();
        RecordedEpoch[] epochs = [.. Enumerable.Range(1, 6).Select(Draw)];

        Assert.True(score.IsEarly);
        Assert.Equal(name != "mean-loss", score.LowIsSuspicious);
        foreach (var epoch in epochs)
        {
            var scores = score.Add(epoch);
            Assert.Equal(evidence(epoch) is null, scores is null);
            if (scores is null) continue;
            var recorded = epochs.Take(epoch.Epoch).Select(evidence).OfType<double[]>().ToList();
            Assert.Equal(Count, scores.Length);
            for (var i = 0; i < Count; i++) Assert.Equal(recorded.Average(values => values[i]), scores[i], 1e-14);
        }
    }

    [Fact]
    public void The_last_loss_is_that_of_the_epoch_and_not_an_early_one()
    {
        ISuspectScore score = new LastLoss();

        Assert.False(score.IsEarly || score.LowIsSuspicious);
        foreach (var epoch in Enumerable.Range(1, 3).Select(Draw)) Assert.Equal(epoch.Loss, score.Add(epoch));
    }

    [Fact]
    public void Weights_that_are_all_one_rank_nothing_and_count_for_nothing()
    {
        double[] ones = [1, 1, 1], some = [1, 0.5, 2];
        foreach (var score in new ISuspectScore[] { new LogitWeight(), new SamWeight() })
        {
            Assert.Null(score.Add(Weighted(1, ones)));
            Assert.Equal([1, 0.5, 2], score.Add(Weighted(2, some))!);
            Assert.Null(score.Add(Weighted(3, ones)));
            Assert.Equal([1, 0.5, 2], score.Add(Weighted(4, some))!);
        }
    }

    [Fact]
    public void Without_what_it_needs_a_score_is_none()
    {
        foreach (var score in new ISuspectScore[] { new AreaUnderMargin(), new SamWeight() })
            Assert.Null(score.Add(new RecordedEpoch { Epoch = 1, Indices = [4], Loss = [1], LogitWeight = [0.5] }));
    }

    private static RecordedEpoch Weighted(int number, double[] weights) =>
        new() { Epoch = number, Indices = [4, 2, 7], Loss = [1, 2, 3], LogitWeight = weights, Weight = weights };

    /// <summary>The second epoch and the fifth have no margins; weights are there in every other one.</summary>
    private static RecordedEpoch Draw(int number)
    {
        var random = new Random(number);
        return new RecordedEpoch
        {
            Epoch = number,
            Indices = [.. Enumerable.Range(0, Count).Select(i => 3 * i)],
            Loss = Values(),
            LogitWeight = Values(),
            Margin = number is 2 or 5 ? null : Values(),
            Weight = number % 2 == 0 ? null : Values(),
        };

        double[] Values() => [.. Enumerable.Range(0, Count).Select(_ => 4 * random.NextDouble() - 2)];
    }
}
