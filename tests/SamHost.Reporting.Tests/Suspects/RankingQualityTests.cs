using CsCheck;
using SamHost.Reporting.Suspects;

namespace SamHost.Reporting.Tests.Suspects;

/// <summary>Measures of a ranking, against their definitions and against numbers of scikit-learn's documentation.</summary>
public class RankingQualityTests
{
    [Fact]
    public void The_example_of_scikit_learn_has_its_numbers()
    {
        // roc_auc_score and average_precision_score of this example, in their documentation: 0.75 and 0.83...
        var quality = RankingQuality.Of([0.1, 0.4, 0.35, 0.8], [false, false, true, true])!;

        Assert.Equal(0.75, quality.Auroc, 1e-12);
        Assert.Equal(5.0 / 6, quality.AveragePrecision, 1e-12);
        Assert.Equal(0.5, quality.PrecisionAtK, 1e-12);
    }

    [Fact]
    public void The_auroc_is_the_share_of_pairs_in_the_right_order_with_ties_as_halves() =>
        Gen.Select(Gen.Int[0, 5], Gen.Bool).Array[2, 40].Sample(examples =>
        {
            double[] scores = [.. examples.Select(example => (double)example.Item1)];
            bool[] isWrong = [.. examples.Select(example => example.Item2)];
            if (RankingQuality.Of(scores, isWrong) is not { } quality) return isWrong.Distinct().Count() == 1;
            var pairs = from wrong in examples.Where(example => example.Item2)
                        from right in examples.Where(example => !example.Item2)
                        select wrong.Item1 > right.Item1 ? 1 : wrong.Item1 == right.Item1 ? 0.5 : 0;
            return Math.Abs(quality.Auroc - pairs.Average()) < 1e-9;
        });

    [Fact]
    public void Without_ties_the_precisions_are_those_of_walking_down_the_list() =>
        Gen.Select(Gen.Int[0, 1_000_000], Gen.Bool)
            .Array[2, 40].Where(examples => examples.DistinctBy(example => example.Item1).Count() == examples.Length).Sample(examples =>
        {
            if (RankingQuality.Of(
                [.. examples.Select(example => (double)example.Item1)], [.. examples.Select(example => example.Item2)]) is not { } quality)
                    return true;
            bool[] walked = [.. examples.OrderByDescending(example => example.Item1).Select(example => example.Item2)];
            var k = walked.Count(isWrong => isWrong);
            var precisions = Enumerable.Range(0, walked.Length).Where(place => walked[place])
                .Select(place => walked.Take(place + 1).Count(isWrong => isWrong) / (place + 1.0));
            return Math.Abs(quality.AveragePrecision - precisions.Average()) < 1e-9
                && Math.Abs(quality.PrecisionAtK - (walked.Take(k).Count(isWrong => isWrong) / (double)k)) < 1e-9;
        });

    [Fact]
    public void Scores_that_say_nothing_rank_by_chance()
    {
        var quality = RankingQuality.Of([1, 1, 1, 1], [true, false, false, false])!;

        Assert.Equal((0.5, 0.25, 0.25), (quality.Auroc, quality.AveragePrecision, quality.PrecisionAtK));
    }

    [Fact]
    public void Where_no_label_is_wrong_there_is_nothing_to_measure() => Assert.Null(RankingQuality.Of([1, 2], [false, false]));
}
