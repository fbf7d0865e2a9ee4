using SamHost.Reporting.StudyReport;

namespace SamHost.Reporting.Tests.StudyReport;

/// <summary>Runs that went wrong are named, with the epoch, the setting and the likely reason.</summary>
public class TroubleTests
{
    private static readonly double[] Good = [0.3, 0.6, 0.8, 0.9];

    [Fact]
    public void A_network_that_died_has_collapsed()
    {
        using var study = new MadeStudy(
            from rho in new[] { 0.1, 0.3 }
            from seed in new[] { 1, 2 }
            select new MadeRun
            {
                Optimizer = "1-sam", Rho = rho, Seed = seed, Accuracy = rho > 0.2 ? [0.3, 0.6, 0.093, 0.093] : Good,
                Sweep = [("Study:Optimizers:*:Options:Rho", FormattableString.Invariant($"{rho}"))],
            });

        Assert.Equal(
            "1-sam at Rho 0.3 collapsed in epoch 3: it ends at 9.3 %, chance among 10 classes, as a dead network does (2 of 2 seeds). "
                + "Likely reason: Rho is too large; at 0.1 it trains.",
            Assert.Single(study.Troubles));
        Assert.Equal(["", "collapsed"], ComparisonTable.Rows(study.Content.Groups).Select(row => row[2]));
    }

    [Fact]
    public void Without_a_sweep_the_reason_is_what_the_reference_has_not()
    {
        using var study = new MadeStudy(
            new MadeRun { Accuracy = Good }, new MadeRun { Optimizer = "1-sam", Rho = 0.3, Accuracy = [0.4, 0.1, 0.1, 0.1] });

        Assert.Equal(
            "1-sam collapsed in epoch 2: it ends at 10.0 %, chance among 10 classes, as a dead network does. Likely reason: the "
                + "perturbation radius 0.3 is too large; sgd trains without.",
            Assert.Single(study.Troubles));
    }

    [Fact]
    public void A_run_that_never_learnt_stood_still()
    {
        using var study = new MadeStudy(
            new MadeRun { Accuracy = [0.1, 0.1, 0.1, 0.1], Loss = [2.303, 2.302, 2.303, 2.302], LearningRate = 1e-5 });

        Assert.Equal(
            "sgd stood still: neither its loss nor its accuracy went anywhere, and it ends at 10.0 %, chance among 10 classes. Likely "
                + "reason: the learning rate, 0.00001.",
            Assert.Single(study.Troubles));
    }

    [Fact]
    public void A_loss_that_only_grows_or_is_no_number_has_diverged()
    {
        using var study = new MadeStudy(
            new MadeRun { Accuracy = [0.2, 0.3, 0.2, 0.2], Loss = [2.3, 3, 5, 40], LearningRate = 3 },
            new MadeRun { Optimizer = "adam", Accuracy = Good, Loss = [2.3, 2, double.NaN, double.NaN], LearningRate = 3 });

        Assert.Equal(
            [
                "sgd diverged: its training loss grew in every epoch, and it ends at 20.0 %. Likely reason: the learning rate, 3.",
                "adam diverged in epoch 3: its loss is no number. Likely reason: the learning rate, 3.",
            ],
            study.Troubles);
    }

    [Theory]
    [InlineData(10, 0.1, 0.11, 0.12, 0.11)] // At chance, while its loss falls.
    [InlineData(10, 0.9, 0.91, 0.92, 0.3)] // Overfits.
    [InlineData(2, 1.0, 1.0, 1.0, 1.0)] // Learnt within an epoch.
    [InlineData(2, 0.5)] // Too short to tell.
    public void What_learns_has_no_trouble(int classes, params double[] accuracy) =>
        Assert.Null(RunTrouble.Of(
            classes, [.. accuracy.Select((value, place) => (place + 1, value))],
            [.. accuracy.Select((_, place) => (place + 1, 1.0 / (place + 1)))], []));

    [Fact]
    public void A_dead_network_that_began_with_large_logits_stood_still() => Assert.Equal(
        new RunTrouble(TroubleKind.Stalled, null),
        RunTrouble.Of(10, [(1, 0.1), (2, 0.1), (3, 0.103)], [(1, 2.9), (2, 2.31), (3, 2.303)], []));

    [Fact]
    public void What_is_memorised_is_no_trouble_and_what_is_forgotten_is()
    {
        (int, double)[] loss = [(1, 2), (2, 1), (3, 1.2), (4, 1.9)];
        (int, double)[] accuracy = [(1, 0.7), (2, 0.8), (3, 0.6), (4, 0.41)];

        Assert.Null(RunTrouble.Of(10, accuracy, loss, [(1, 0.7), (2, 0.85), (3, 0.9), (4, 0.95)]));
        Assert.Equal(
            new RunTrouble(TroubleKind.Forgot, 4), RunTrouble.Of(10, accuracy, loss, [(1, 0.7), (2, 0.82), (3, 0.6), (4, 0.43)]));
    }

    [Fact]
    public void Rows_that_went_wrong_alike_share_a_sentence()
    {
        using var study = new MadeStudy(
            from rho in new[] { 0.1, 0.3, 1 }
            from seed in new[] { 1, 2 }
            select new MadeRun
            {
                Optimizer = "1-sam", Rho = rho, Seed = seed, Accuracy = rho > 0.2 ? [0.1, 0.1, 0.1, rho / 10] : Good,
                Loss = rho > 0.2 ? [2.303, 2.303, 2.303, 2.303] : null,
                Sweep = [("Study:Optimizers:*:Options:Rho", FormattableString.Invariant($"{rho}"))],
            });

        Assert.Equal(
            "1-sam at Rho 0.3 and Rho 1 stood still: neither its loss nor its accuracy went anywhere, and it ends at 3.0 % to 10.0 %, "
                + "chance among 10 classes (4 of 4 runs). Likely reason: Rho is too large; at 0.1 it trains.",
            Assert.Single(study.Troubles));
    }

    [Fact]
    public void A_run_that_failed_is_left_out_by_name_and_without_a_path_of_this_machine()
    {
        using var study = new MadeStudy(
            new MadeRun { Accuracy = Good },
            new MadeRun { Seed = 2, FailedBy = "It diverged: in step 7 (epoch 1) the loss is not finite." });

        var page = File.ReadAllText(study.Report());

        Assert.Matches(@"Left out: made/run-1-s2-[0-9a-f]+ did not complete: failed \(It diverged: in step 7 \(epoch 1\)", page);
        foreach (var secret in new[] { Path.GetTempPath(), "/home/somebody", "/opt/somewhere", "my-own-laptop" })
            Assert.DoesNotContain(secret, page, StringComparison.Ordinal);
        Assert.Contains("…/flowers.csv", page, StringComparison.Ordinal);
    }
}
