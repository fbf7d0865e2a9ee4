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
                + "sgd has memorised 19.0 % of the wrong labels, 1-sam 9.0 %. At their peaks they reach 91.0 % and 81.0 %.",
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
            "No difference is shown between 1-sam and sgd (−1.5 ± 8.9, 2 seeds). sgd ends at 85.0 % test accuracy, with 15.0 % of the "
                + "wrong labels memorised. With two seeds the interval has one degree of freedom: more seeds would say more.",
            Assert.Single(study.Findings));
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
            "1-sam ends 10.0 points below sgd (95 % interval −12.5 to −7.5, 3 seeds paired). sgd ends at 81.0 %",
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
