using SamHost.Reporting.Suspects;

namespace SamHost.Reporting.Tests.Suspects;

/// <summary>The confident joint against its definition, and against a world whose noise is known.</summary>
public sealed class ConfidentJointTests
{
    [Fact]
    public void Counts_are_those_of_the_definition_on_a_small_example()
    {
        // Thresholds: class 0 the mean of .9, .6, .2, class 1 that of .8, .7.
        (int, double[])[] examples =
            [(0, [0.9, 0.1]), (0, [0.6, 0.4]), (0, [0.2, 0.8]), (1, [0.2, 0.8]), (1, [0.3, 0.7])];
        var joint = ConfidentJoint.Of(examples, 2);

        Assert.Equal([(0.9 + 0.6 + 0.2) / 3, 0.75], joint.Thresholds);
        Assert.Equal([2, 1], joint.Counts[0]);
        Assert.Equal([0, 1], joint.Counts[1]);
        // A third of the three that are labelled 0.
        Assert.Equal(1, joint.EstimatedWrong, 1e-12);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Counts_agree_with_a_search_over_all_classes(int seed)
    {
        var random = new Random(seed);
        var examples = Enumerable.Range(0, 300).Select(_ =>
        {
            double[] raw = [.. Enumerable.Range(0, 4).Select(_ => random.NextDouble())];
            return (Given: random.Next(4), Probabilities: (double[])[.. raw.Select(value => value / raw.Sum())]);
        }).ToList();
        var joint = ConfidentJoint.Of(examples, 4);

        double[] thresholds = [.. Enumerable.Range(0, 4)
            .Select(label => examples.Where(example => example.Given == label).Average(example => example.Probabilities[label]))];
        for (var given = 0; given < 4; given++)
        {
            for (var label = 0; label < 4; label++)
            {
                Assert.Equal(
                    examples.Count(example => example.Given == given
                        && Enumerable.Range(0, 4).Where(other => example.Probabilities[other] >= thresholds[other])
                            .OrderByDescending(other => example.Probabilities[other]).Take(1).Contains(label)),
                    joint.Counts[given][label]);
            }
        }
    }

    [Fact]
    public void The_noise_of_perfect_predictions_is_found_exactly()
    {
        var random = new Random(7);
        var examples = Enumerable.Range(0, 1000).Select(place =>
        {
            var truth = place % 5;
            var given = random.NextDouble() < 0.3 ? (truth + 1) % 5 : truth;
            return (given, (double[])[.. Enumerable.Range(0, 5).Select(label => label == truth ? 0.9 : 0.025)]);
        }).ToList();

        Assert.Equal(
            examples.Index().Count(example => example.Item.given != example.Index % 5),
            ConfidentJoint.Of(examples, 5).EstimatedWrong,
            1e-9);
    }

    // Wilson's interval of 10 of 100, as statsmodels' proportion_confint gives it.
    [Fact]
    public void An_interval_is_that_of_Wilson()
    {
        List<(int, double[])> examples =
            [.. Enumerable.Range(0, 100).Select(place => (0, place < 10 ? new[] { 0.1, 0.9 } : [0.9, 0.1])), (1, [0.2, 0.8])];
        var joint = ConfidentJoint.Of(examples, 2);

        Assert.Equal(10, joint.Counts[0][1]);
        var (low, high) = joint.Interval(0, 1);
        Assert.Equal(0.05522914, low, 1e-6);
        Assert.Equal(0.17436566, high, 1e-6);
    }
}
