namespace SamHost.Reporting.Tests.StudyReport;

/// <summary>A report says where its runs were made on machines that may give other bits.</summary>
public class UnlikeMachinesTests
{
    private const string Says = "These runs were made on unlike machines: Xeon 1; Xeon 2. Results are equal bit for bit on equal ones only";

    [Fact]
    public void Runs_on_other_processors_are_noted()
    {
        using var study = new MadeStudy(
            new MadeRun { Processors = ["Xeon 2"] }, new MadeRun { Seed = 2, Processors = ["Xeon 1", "Xeon 1"] });

        var page = File.ReadAllText(study.Report());

        Assert.Contains(Says, page, StringComparison.Ordinal);
        Assert.DoesNotContain("my-own-laptop", page, StringComparison.Ordinal);
    }

    [Fact]
    public void So_is_one_run_that_went_on_elsewhere()
    {
        using var study = new MadeStudy(new MadeRun { Processors = ["Xeon 1", "Xeon 2"] });

        Assert.Contains(Says, File.ReadAllText(study.Report()), StringComparison.Ordinal);
    }

    [Fact]
    public void Equal_machines_are_not()
    {
        using var study = new MadeStudy(new MadeRun { Processors = ["Xeon 1"] }, new MadeRun { Seed = 2, Processors = ["Xeon 1"] });

        Assert.DoesNotContain("unlike machines", File.ReadAllText(study.Report()), StringComparison.Ordinal);
    }
}
