using System.Globalization;
using SamHost.Studies.Sweeps;
using SamHost.TestSupport;

namespace SamHost.Studies.Tests.Sweeps;

public class SweepRangeTests
{
    private const int Draws = 4000;

    [Fact]
    public void A_linear_range_is_drawn_from_evenly() =>
        AssertUniform(Values(new SweepRange { From = -2, To = 6 }).Select(value => (value + 2) / 8));

    [Fact]
    public void A_logarithmic_range_is_drawn_from_evenly_in_each_decade() =>
        AssertUniform(
            Values(new SweepRange { From = 0.001, To = 10, Scale = SweepScale.Log }).Select(value => (Math.Log10(value) + 3) / 4));

    [Theory]
    [InlineData(SweepScale.Linear)]
    [InlineData(SweepScale.Log)]
    public void Whole_numbers_are_whole_and_both_ends_come_up(SweepScale scale)
    {
        var values = Values(new SweepRange { From = 1.5, To = 5, Scale = scale, Integer = true }).ToList();

        Assert.Equal([2, 3, 4, 5], values.Distinct().Order());
        // Linear: a quarter each, within five standard deviations.
        if (scale == SweepScale.Linear)
            Assert.All(
                values.CountBy(value => value), pair => Assert.Equal(0.25, pair.Value / (double)Draws, 5 * Math.Sqrt(0.25 * 0.75 / Draws)));
    }

    [Fact]
    public void Rounding_leaves_no_range()
    {
        var range = new SweepRange { From = 0.123456, To = 0.123457 };

        Assert.All(Values(range), value => Assert.InRange(value, range.From.Value, range.To.Value));
    }

    [Fact]
    public void A_draw_depends_on_seed_path_and_number_alone()
    {
        var values = Values(new SweepRange { From = 0, To = 1 }).ToList();

        Assert.Equal(values, Values(new SweepRange { From = 0, To = 1 }));
        Assert.NotEqual(values, Values(new SweepRange { From = 0, To = 1 }, seed: 2));
        Assert.NotEqual(values, Values(new SweepRange { From = 0, To = 1 }, path: "b"));
    }

    [Fact]
    public void More_draws_and_another_range_leave_the_first_points_as_they_are()
    {
        using var few =
            new SmallStudy("""{ "Study": { "SweepDraws": 3, "Sweep": { "Study:Noise:Options:Rate": { "From": 0.1, "To": 0.5 } } } }""");
        using var more = new SmallStudy("""
            { "Study": { "SweepDraws": 5, "Sweep": { "Study:Noise:Options:Rate": { "From": 0.1, "To": 0.5 },
              "Study:BatchSize": { "From": 4, "To": 32, "Scale": "Log", "Integer": true } } } }
            """);

        Assert.Equal((3, 5), (few.Points.Count, more.Points.Count));
        Assert.Equal(few.Points.Select(Rate), more.Points.Take(3).Select(Rate));
        Assert.All(more.Points, point => Assert.InRange(point.Study.BatchSize, 4, 32));
        Assert.Equal(5, more.Points.Select(Rate).Distinct().Count());

        static string Rate(SamHost.Studies.Plans.StudyPlan point) => point.Noise.ToJson()["Options"]!["Rate"]!.ToJsonString();
    }

    private static IEnumerable<double> Values(SweepRange range, long seed = 1, string path = "a") =>
        Enumerable.Range(0, Draws).Select(draw => double.Parse(range.Draw(seed, path, draw, "").Text, CultureInfo.InvariantCulture));

    // Kolmogorov and Smirnov: the largest distance from the diagonal, at a level of about 1e-6; draws are fixed, so this passes or not for
    // good.
    private static void AssertUniform(IEnumerable<double> shares)
    {
        var sorted = shares.Order().ToList();
        Assert.InRange(sorted[0], 0, 1);
        Assert.InRange(sorted[^1], 0, 1);
        var distance = sorted.Index()
            .Max(share =>
                Math.Max(Math.Abs(share.Item - share.Index / (double)Draws), Math.Abs(share.Item - (share.Index + 1) / (double)Draws)));
        Assert.True(distance < 2.7 / Math.Sqrt(Draws), $"{distance}");
    }
}
