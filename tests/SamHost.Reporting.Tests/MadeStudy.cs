using SamHost.Reporting.StudyReport;
using SamHost.Runs.Results;

namespace SamHost.Reporting.Tests;

/// <summary>A study of runs that nobody trained.</summary>
internal sealed class MadeStudy : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("samhost-made-");

    public MadeStudy(params IEnumerable<MadeRun> runs)
    {
        Folder = _root.CreateSubdirectory("made").FullName;
        foreach (var run in runs) run.Write(Folder);
    }

    public string Folder { get; }

    public RunSelection Selection => RunSelection.Of([Folder], _root.FullName);

    public ReportContent Content => ReportContent.Of(Selection);

    /// <summary>What a report says first.</summary>
    public IEnumerable<string> Findings => Content.Comparable.Select(SummarySentence.Of);

    /// <summary>What a report says of rows that went wrong.</summary>
    public IReadOnlyList<string> Troubles => TroubleSentences.Of(Content.Groups);

    /// <summary>Makes the report.</summary>
    /// <returns>The path of the page.</returns>
    public string Report() => ReportFiles.Write(Selection, new NoData(), Folder);

    public void Dispose() => _root.Delete(recursive: true);

    private sealed class NoData : IRecordedData
    {
        public IRecordedExamples? Load(RunData run, out string? problem)
        {
            problem = "There are no data.";
            return null;
        }
    }
}
