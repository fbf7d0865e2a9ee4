using SamHost.Configuration;
using SamHost.Reporting.Suspects;

namespace SamHost.Reporting.Tests.Suspects;

/// <summary>The file of mended labels: what a person has decided stays.</summary>
public sealed class CleanedLabelsTests : IDisposable
{
    private static readonly LabelDecision Proposed = new("b", "oak", "birch", LabelAction.Relabelled, "suspect 1; a \"likely\" one", false);

    private readonly string _folder = Directory.CreateTempSubdirectory("samhost-clean-").FullName;

    private string File => Path.Combine(_folder, "clean.csv");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_is_written_is_read_again()
    {
        LabelDecision[] decisions = [Proposed, Proposed.By(null) with { Id = "c,d" }, Proposed.By("birch") with { Id = "line\nbreak" }];

        CleanedLabels.Write(decisions, File);

        Assert.Equal(decisions, CleanedLabels.Read(File));
        Assert.Equal("id,label,given_label,action,reason,decided_by", System.IO.File.ReadLines(File).First());
    }

    [Fact]
    public void A_person_s_decision_goes_before_what_is_proposed_unless_the_given_label_is_another_one()
    {
        var dropped = Proposed.By(null);
        var kept = Proposed.By("birch") with { Id = "k" };
        var ofAnotherLabel = Proposed.By("oak") with { Id = "o", Given = "elm" };

        var merged = CleanedLabels.Keep(
            [dropped, kept, ofAnotherLabel, Proposed with { Id = "by the rule" }],
            [Proposed with { Reason = "now" }, Proposed with { Id = "k" }, Proposed with { Id = "o" }]);

        Assert.Equal(
            [
                ("b", "birch", LabelAction.Dropped, "now", true), ("k", "birch", LabelAction.Kept, Proposed.Reason, true),
                ("o", "oak", LabelAction.Relabelled, Proposed.Reason, false),
            ],
            merged.Select(decision => (decision.Id, decision.Label, decision.Action, decision.Reason, decision.IsByPerson)));
    }

    [Theory]
    [InlineData("id,label\na,b\n", "its first line is to name id, label, given_label, action, reason, decided_by")]
    [InlineData("", "its first line is to name")]
    [InlineData("id,label,given_label,action,reason,decided_by\na,b,b,gone,,rule\n", "row 1: the action 'gone' is none of kept")]
    [InlineData("id,label,given_label,action,reason,decided_by\na,b,b,kept,,rule\na,b,b,kept,,rule\n", "row 2: the id 'a' is there twice")]
    [InlineData("id,label,given_label,action,reason,decided_by\na,b,b\n", "row 1 has 3 cells, and the first line 6")]
    public void Another_file_is_refused_by_name(string text, string problem)
    {
        System.IO.File.WriteAllText(File, text);

        var error = Assert.Throws<UserErrorException>(() => CleanedLabels.Read(File)).Message;

        Assert.Contains(File, error, StringComparison.Ordinal);
        Assert.Contains(problem, error, StringComparison.Ordinal);
    }
}
