using SamHost.Reporting.StudyReport;

namespace SamHost.Reporting.Tests.StudyReport;

/// <summary>The table of a sweep.</summary>
public class SweepTableTests
{
    [Fact]
    public void It_has_a_column_a_setting_and_rows_in_the_order_of_their_values()
    {
        using var study = new MadeStudy(
            from size in new[] { "[64,64]", "[8]" }
            from rate in new[] { "1e-1", "0.01", "1e-5" }
            select new MadeRun
            {
                Sweep = [("Study:BaseRule:Options:LearningRate", rate), ("Study:Model:Options:HiddenSizes", size)],
            });

        Assert.Equal(["optimizer", "LearningRate", "HiddenSizes", "seeds"], ComparisonTable.Titles(study.Content.Groups).Take(4));
        Assert.Equal(
            [
                ["sgd", "1e-5", "64 × 64"], ["sgd", "0.01", "64 × 64"], ["sgd", "0.1", "64 × 64"],
                ["sgd", "1e-5", "8"], ["sgd", "0.01", "8"], ["sgd", "0.1", "8"],
            ],
            ComparisonTable.Rows(study.Content.Groups).Select(row => row.Take(3)).OrderBy(row => row.Last() == "8"));
    }

    [Fact]
    public void The_same_number_written_in_two_ways_is_one_row()
    {
        using var study = new MadeStudy(
            from rate in new[] { "1e-5", "0.00001", "0.1" }
            select new MadeRun { Sweep = [("Study:BaseRule:Options:LearningRate", rate)] });

        Assert.Equal(["1e-5", "0.1"], ComparisonTable.Rows(study.Content.Groups).Select(row => row[1]));
        Assert.Equal(["1", "1"], ComparisonTable.Rows(study.Content.Groups).Select(row => row[2]));
    }

    [Fact]
    public void Time_is_that_of_the_steps_and_a_dash_where_a_run_was_too_short()
    {
        using var study = new MadeStudy(
            new MadeRun { SecondsAnEpoch = 2 }, new MadeRun { Optimizer = "1-sam", Rho = 0.1, SecondsAnEpoch = 4.5 },
            new MadeRun { Optimizer = "short", Rho = 0.1, SecondsAnEpoch = null });

        Assert.Equal(
            [["2.0", "1.00"], ["4.5", "2.25"], ["-", "-"]], ComparisonTable.Rows(study.Content.Groups).Select(row => row.TakeLast(2)));
    }
}
