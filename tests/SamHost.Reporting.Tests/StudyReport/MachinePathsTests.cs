using SamHost.Reporting.StudyReport;

namespace SamHost.Reporting.Tests.StudyReport;

public sealed class MachinePathsTests
{
    private static readonly MachinePaths Paths = new(["/home/me/my results/study", "/home/me/my results/study/"]);

    [Theory]
    [InlineData("/data/flowers.csv", "…/flowers.csv")]
    [InlineData("cannot read /data/flowers.csv: it is gone", "cannot read …/flowers.csv: it is gone")]
    [InlineData("flowers:/data/set/flowers.csv", "flowers:…/flowers.csv")]
    [InlineData("see file:///data/set/flowers.csv", "see …/flowers.csv")]
    [InlineData("Could not find '/data/my set/the flowers.csv'.", "Could not find '…/the flowers.csv'.")]
    [InlineData("Could not find \"/data/my set/flowers.csv\".", "Could not find \"…/flowers.csv\".")]
    [InlineData("/home/me/my results/study/sgd-s1 failed", "study/sgd-s1 failed")]
    [InlineData("in file:///home/me/my results/study/report.html", "in study/report.html")]
    [InlineData("'/data/a/b.csv' and '/data/c d/e.csv'", "'…/b.csv' and '…/e.csv'")]
    public void A_path_of_the_disk_is_cut_to_what_others_can_use(string text, string expected) =>
        Assert.Equal(expected, Paths.Without(text));

    [Theory]
    [InlineData("https://example.org/a/b")]
    [InlineData("otlp at http://localhost:4317/v1/traces")]
    [InlineData("a share of 1/2/3")]
    [InlineData("it's either/or, isn't it")]
    [InlineData("study/sgd-s1/manifest.json")]
    [InlineData("'a/b' and 'c/d'")]
    [InlineData("/")]
    public void What_is_none_stays(string text) => Assert.Equal(text, Paths.Without(text));

    [Fact]
    public void A_setting_that_is_a_path_is_one_as_a_whole()
    {
        var folder = Directory.CreateTempSubdirectory("my pictures ");
        try
        {
            Assert.Equal($"…/{folder.Name}", Paths.Without(folder.FullName));
        }
        finally
        {
            folder.Delete();
        }
    }
}
