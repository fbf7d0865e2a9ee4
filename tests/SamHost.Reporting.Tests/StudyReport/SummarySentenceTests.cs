namespace SamHost.Reporting.Tests.StudyReport;

/// <summary>Each kind of sentence, of numbers made for it.</summary>
public class SummarySentenceTests
{
    [Fact]
    public void Ahead_is_who_is_ahead_with_every_seed()
    {
        using var study = new MadeStudy([.. Runs("sgd", 0.80, 0.81, 0.82), .. Runs("1-sam", 0.90, 0.92, 0.91)]);

        Assert.Equal(
            "1-sam ends at 91.0 % test accuracy, 10.0 points above sgd's 81.0 % (95 % interval 7.5 to 12.5, 3 seeds paired). In the end "
                + "1-sam has memorised 9.0 % of the wrong labels, sgd 19.0 %. At its peak 1-sam reaches 91.0 %, sgd 81.0 %.",
            Assert.Single(study.Findings));
    }

    [Fact]
    public void Who_is_as_good_as_the_best_is_named_with_the_interval()
    {
        using var study = new MadeStudy(
        [
            .. Runs("sgd", 0.80, 0.81, 0.82), .. Runs("1-sam", 0.90, 0.92, 0.91), .. Runs("j-sam", 0.91, 0.90, 0.91),
            .. Runs("bad", 0.1, 0.1, 0.1),
        ]);

        Assert.EndsWith(
            " Between 1-sam and j-sam (+0.3 ± 3.8, 3 seeds) no difference is shown.", Assert.Single(study.Findings),
            StringComparison.Ordinal);
    }

    [Fact]
    public void An_interval_around_0_is_no_difference()
    {
        using var study = new MadeStudy([.. Runs("sgd", 0.90, 0.80), .. Runs("1-sam", 0.892, 0.778)]);

        Assert.Equal(
            "No difference is shown between 1-sam and sgd (−1.5 ± 8.9, 2 seeds). sgd reaches 85.0 % test accuracy at its peak and "
                + "ends at 85.0 %, with 15.0 % of the wrong labels memorised. With two seeds the interval has one degree of freedom: more "
                + "seeds would say more.",
            Assert.Single(study.Findings));
    }

    [Fact]
    public void Two_seeds_that_agree_by_chance_are_no_more_certain_than_the_test_set_is_large()
    {
        using var few = Of(360, [.. Runs("sgd", 338 / 360.0, 340 / 360.0), .. Runs("1-sam", 340 / 360.0, 342 / 360.0)]);
        using var many = Of(100_000, [.. Runs("sgd", 0.938, 0.940), .. Runs("1-sam", 0.948, 0.950)]);

        // Half the 97.5 % quantile of t with one degree of freedom, times the step of 1/360 over the root of 3.
        Assert.StartsWith(
            "No difference is shown between 1-sam and sgd (+0.6 ± 1.0, 2 seeds).", Assert.Single(few.Findings), StringComparison.Ordinal);
        Assert.StartsWith("1-sam ends at 94.9 % test accuracy, 1.0 points above", Assert.Single(many.Findings), StringComparison.Ordinal);

        static MadeStudy Of(int testCount, MadeRun[] runs) => new(runs.Select(run => run with { TestCount = testCount }));
    }

    [Fact]
    public void The_best_of_many_points_chosen_on_the_test_set_is_held_to_all_of_them()
    {
        double[][] points = [[0.853, 0.869, 0.875], [0.85, 0.86, 0.87], [0.85, 0.86, 0.87], [0.85, 0.86, 0.87]];
        MadeRun[] sgd = [.. Runs("sgd", 0.85, 0.86, 0.87)];
        var swept = points.SelectMany((ends, place) => Runs("1-sam", ends).Select(run => run with
        {
            Sweep = [("Study:Optimizers:*:Options:Rho", FormattableString.Invariant($"{place + 1}"))],
        }));
        using var one = new MadeStudy([.. sgd, .. Runs("1-sam", 0.856, 0.869, 0.877)]);
        using var best = new MadeStudy([.. sgd, .. swept.Select((run, place) => place < 3
            ? run with { Accuracy = [0.1, 0.1, new[] { 0.856, 0.869, 0.877 }[place]] } : run)]);

        Assert.StartsWith("1-sam ends at 86.7 % test accuracy, 0.7 points above", Assert.Single(one.Findings), StringComparison.Ordinal);
        Assert.StartsWith(
            "No difference is shown between 1-sam (Rho 1) and sgd (+0.7 ±", Assert.Single(best.Findings), StringComparison.Ordinal);
        Assert.Contains("widened for all 4 comparisons", File.ReadAllText(best.Report()), StringComparison.Ordinal);
    }

    [Fact]
    public void Equal_ends_are_a_tie()
    {
        using var study = new MadeStudy(Enumerable.Range(1, 8).SelectMany(place => Runs($"optimizer-{place}", 1, 1)));

        Assert.Equal("All 8 optimizers tie: they end at 100.0 % test accuracy.", Assert.Single(study.Findings));
    }

    [Fact]
    public void One_seed_has_no_interval()
    {
        using var study = new MadeStudy([.. Runs("sgd", 0.8), .. Runs("1-sam", 0.9)]);

        var finding = Assert.Single(study.Findings);
        Assert.StartsWith("1-sam ends at 90.0 % test accuracy, 10.0 points above sgd's 80.0 %.", finding, StringComparison.Ordinal);
        Assert.EndsWith("One seed gives no interval: whether another would show the same is unknown.", finding, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_is_behind_is_said_to_be()
    {
        using var study = new MadeStudy([.. Runs("sgd", 0.80, 0.81, 0.82), .. Runs("1-sam", 0.70, 0.72, 0.71)]);

        Assert.StartsWith(
            "1-sam ends 10.0 points below sgd (95 % interval −12.5 to −7.5, 3 seeds paired). sgd reaches 81.0 % test accuracy at "
                + "its peak and ends at 81.0 %",
            Assert.Single(study.Findings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_single_optimizer_is_compared_with_none()
    {
        using var study = new MadeStudy(Runs("1-sam", 0.9, 0.7));

        Assert.Equal(
            "1-sam reaches 80.0 % test accuracy at its peak and ends at 80.0 %, with 20.0 % of the wrong labels memorised.",
            Assert.Single(study.Findings));
    }

    [Fact]
    public void Noise_rates_are_not_ranked_against_each_other()
    {
        using var study = new MadeStudy(
            from rate in new[] { 0.2, 0.4 }
            from optimizer in new[] { "sgd", "1-sam" }
            from seed in new[] { 1, 2, 3 }
            select Run(optimizer, seed, 1 - rate + (optimizer == "sgd" ? 0 : 0.1) + (0.001 * seed)) with
            {
                Sweep = [("Study:Noise:Options:Rate", FormattableString.Invariant($"{rate}"))], NoiseRate = rate,
            });

        Assert.Equal(
            [
                "At Rate 0.2: 1-sam ends at 90.2 % test accuracy, 10.0 points above sgd's 80.2 %",
                "At Rate 0.4: 1-sam ends at 70.2 % test accuracy, 10.0 points above sgd's 60.2 %",
            ],
            study.Findings.Select(finding => finding.Split(" (95 %")[0]));
    }

    [Theory]
    [InlineData(true, "1-sam (Rho 0.1)", "Chosen on validation data")]
    [InlineData(false, "1-sam (Rho 0.01)", "Chosen on the test set")]
    public void The_best_point_is_chosen_on_validation_data_where_there_are_any(bool validates, string name, string how)
    {
        using var study = new MadeStudy(
        [
            .. Runs("sgd", 0.80, 0.81, 0.82).Select(run => run with { Validation = validates ? 0.5 : null }),
            .. Runs("1-sam", 0.93, 0.94, 0.95).Select(run => At(run, "0.01") with { Validation = validates ? 0.6 : null }),
            .. Runs("1-sam", 0.90, 0.91, 0.92).Select(run => At(run, "0.1") with { Validation = validates ? 0.7 : null }),
        ]);

        Assert.StartsWith($"{name} ends at ", Assert.Single(study.Findings), StringComparison.Ordinal);
        Assert.Contains(how, File.ReadAllText(study.Report()), StringComparison.Ordinal);

        static MadeRun At(MadeRun run, string rho) => run with { Sweep = [("Study:Optimizers:*:Options:Rho", rho)] };
    }

    private static IEnumerable<MadeRun> Runs(string optimizer, params double[] ends) =>
        ends.Select((end, place) => Run(optimizer, place + 1, end));

    private static MadeRun Run(string optimizer, int seed, double end) =>
        new() { Optimizer = optimizer, Seed = seed, Rho = optimizer == "sgd" ? null : 0.1, Accuracy = [0.1, 0.1, end] };
}
