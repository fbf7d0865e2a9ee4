using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using SamHost.Contracts.Data;
using SamHost.Reporting.Suspects;
using SamHost.Runs;
using SamHost.Runs.Results;
using SamHost.TestSupport;

namespace SamHost.Reporting.Tests.Suspects;

/// <summary>The probabilities for NumPy: a row for each example of the source, in its order.</summary>
public sealed partial class ProbabilitiesFileTests : IDisposable
{
    private const string Folds = """{ "Study": { "Fold": { "Count": 3 } } }""";

    private readonly string _folder = Directory.CreateTempSubdirectory("samhost-probabilities-").FullName;

    private string File => Path.Combine(_folder, "pred_probs.npy");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // Rows 4, 0 and 2 of a source of six; their ids are in another order than the rows.
    [Fact]
    public void What_was_never_judged_has_no_number()
    {
        var predictions = Path.Combine(_folder, PredictionsFile.Name);
        PredictionsFile.Write(
            predictions, new ExampleSource([4, 0, 2], 6, ["a", "z", "m"]), [0, 1, 1], null, ["no", "yes"],
            [0.9, 0.1, 0.2, 0.8, 0.3, 0.7]);

        ProbabilitiesFile.Write(LabelJudgement.Of([PredictionsFile.Read(predictions)])!, File);

        var (shape, values) = Read(File);
        Assert.Equal([6, 2], shape);
        const double none = double.NaN;
        Assert.Equal([0.2, 0.8, none, none, 0.3, 0.7, none, none, 0.9, 0.1, none, none], values);
    }

    [Fact]
    public void Rows_are_those_of_the_source_and_of_the_mended_labels()
    {
        using var study = new SmallStudy(SmallStudy.UnknownTruth, Folds);
        var runs = RunSelection.Of([.. study.RunToTheEnd().Select(outcome => outcome.Folder)], "runs");
        var ranking = SuspectsReport.Of(runs, SuspectScores.All, SuspectScores.MeanLoss, 10, isAsked: false).Rankings.Single();

        ProbabilitiesFile.Write(ranking.Judgement!, File);

        // The data set numbers its rows in their order, and draws its test rows from among them.
        Assert.Equal(Enumerable.Range(0, 60).Select(row => $"point-{row}"), CleanedLabels.Propose(ranking).Select(row => row.Id));
        var (shape, values) = Read(File);
        Assert.Equal([60, 2], shape);
        foreach (var run in runs.Runs)
        {
            var own = PredictionsFile.Read(Path.Combine(run.Folder, PredictionsFile.Name));
            foreach (var (id, probabilities) in own.Ids.Zip(own.Probabilities))
            {
                var row = int.Parse(id["point-".Length..], CultureInfo.InvariantCulture);
                Assert.Equal(probabilities, values[(2 * row)..((2 * row) + 2)]);
            }
        }
    }

    /// <summary>Reads the format as NumPy's page says it is.</summary>
    private static (int[] Shape, double[] Values) Read(string path)
    {
        var bytes = System.IO.File.ReadAllBytes(path);
        Assert.Equal([0x93, .. "NUMPY"u8, 1, 0], bytes[..8]);
        var begin = 10 + BitConverter.ToUInt16(bytes, 8);
        Assert.Equal(0, begin % 64);
        var match = Header().Match(Encoding.ASCII.GetString(bytes[10..begin]));
        Assert.True(match.Success);
        int[] shape = [.. match.Groups[1].Value.Split(',').Select(side => int.Parse(side, CultureInfo.InvariantCulture))];
        Assert.Equal(begin + (shape[0] * shape[1] * sizeof(double)), bytes.Length);
        var places = Enumerable.Range(0, shape[0] * shape[1]);
        return (shape, [.. places.Select(place => BitConverter.ToDouble(bytes, begin + (place * sizeof(double))))]);
    }

    [GeneratedRegex(@"^\{'descr': '<f8', 'fortran_order': False, 'shape': \((\d+, \d+)\), \} *\n$")]
    private static partial Regex Header();
}
