using SamHost.Live.Following;
using SamHost.Live.Serving;
using SamHost.Runs.Results;

namespace SamHost.Live.Tests.Serving;

/// <summary>What the page is told of an epoch of which nobody knows the wrong labels.</summary>
public class UnknownTruthTests
{
    private static readonly ExampleEpoch Epoch = new(
        3, [6, 6, 6, 7, 7], [4, 0, 2, 1, 3], ["e", "a", "c", "b", "d"], null, [1, 0, 0, 1, 0], null, [0.5, 0.4, 0.3, 0.2, 0.1], null,
        [1.1, 0.9, 1, 0.8, 1.2], [5, 1, 3, 2, 4], [1, 1, 1, 1, 1]);

    [Fact]
    public void Its_points_are_of_one_kind_and_have_ids()
    {
        var view = EpochView.Of(Epoch, Epoch.Weight!);

        Assert.Empty(view.Clean);
        Assert.Empty(view.Mislabelled);
        Assert.Equal(
            [("a", 0, 1.0), ("b", 1, 2), ("c", 2, 3), ("d", 3, 4), ("e", 4, 5)],
            view.Unknown.Select(point => (point.Id, point.Index, point.Weight)).Order());
        Assert.All(view.Unknown, point => Assert.Equal((null, null), (point.IsFlipped, point.Truth)));
        Assert.Equal(["e", "d"], view.Up.Select(point => point.Id));
        Assert.Equal(["a", "b"], view.Down.Select(point => point.Id));
    }

    [Fact]
    public void It_has_one_band_of_all_and_no_share_of_clean_examples()
    {
        var digest = WeightDigest.Of(Epoch);

        foreach (var (bands, low, median, high) in new[] { (digest.Total!, 1.2, 3.0, 4.8), (digest.Logit, 0.82, 1.0, 1.18) })
        {
            Assert.Equal((null, null), (bands.Clean, bands.Mislabelled));
            // The 5th and the 95th percentile of five values lie a fifth of the way from the ends to their neighbours.
            Assert.Equal(low, bands.All!.Low, 1e-12);
            Assert.Equal((median, high), (bands.All.Median, Math.Round(bands.All.High, 12)));
        }

        Assert.Equal((null, null, 5), (digest.CleanShare, digest.CleanCount, digest.Count));
    }

    [Fact]
    public void The_life_of_an_example_has_its_id()
    {
        var life = ExampleLife.Of([Epoch], 2)!;

        Assert.Equal(("c", 0, null, null), (life.Id, life.Given, life.Truth, life.IsFlipped));
        Assert.Equal([3.0], life.Weight);
    }
}
