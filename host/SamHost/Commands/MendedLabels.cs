using SamHost.Configuration;
using SamHost.Live.Reviewing;
using SamHost.Reporting.Suspects;
using SamHost.Runs.Results;
using SamHost.Studies.Relabelling;
using Spectre.Console;

namespace SamHost.Commands;

/// <summary>The file of mended labels that <c>samhost suspects --folds</c> writes, and its review by a person.</summary>
internal sealed class MendedLabels
{
    private readonly SuspectRanking _ranking;
    private readonly string _file;
    private readonly IReadOnlyList<LabelDecision> _decisions;
    private readonly IAnsiConsole _console;

    private MendedLabels(SuspectRanking ranking, string file, IReadOnlyList<LabelDecision> decisions, IAnsiConsole console) =>
        (_ranking, _file, _decisions, _console) = (ranking, file, decisions, console);

    /// <summary>Writes the file, and the probabilities beside it. What persons have decided in an earlier one stays.</summary>
    /// <param name="report">The rankings.</param>
    /// <param name="file">The file.</param>
    /// <param name="isAsked">Whether somebody named the file.</param>
    /// <param name="console">Is told what was written.</param>
    /// <returns>Null where there is more than one ranking, and so no file.</returns>
    /// <exception cref="UserErrorException">
    /// The file cannot be written, what is there is none of mended labels, or it was asked for and there are several rankings.
    /// </exception>
    public static MendedLabels? Write(SuspectsReport report, string file, bool isAsked, IAnsiConsole console)
    {
        if (report.Rankings is not [var ranking])
        {
            // What an earlier judgement left is not to be taken for this one's.
            if (isAsked)
                throw new UserErrorException(
                    $"--out: there are {report.Rankings.Count} rankings, one for each set of labels, and {file} holds one; give a study "
                        + "whose seeds have the same labels, or one seed.");
            File.Delete(file);
            File.Delete(ProbabilitiesOf(file));
            console.WriteLine(
                $"No mended labels are written: there are {report.Rankings.Count} rankings, one for each set of labels, as where each seed "
                    + "draws its noise.");
            return null;
        }

        var earlier = File.Exists(file) ? CleanedLabels.Read(file) : [];
        var decisions = CleanedLabels.Keep(earlier, CleanedLabels.Propose(ranking));
        try
        {
            CleanedLabels.Write(decisions, file);
            ProbabilitiesFile.Write(ranking.Judgement!, ProbabilitiesOf(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"{file} cannot be written: {e.Message.TrimEnd('.')}.");
        }

        var byPerson = decisions.Count(decision => decision.IsByPerson);
        console.WriteLine(
            $"{Count(LabelAction.Relabelled)} of {decisions.Count} labels are mended in {Shown(file)}"
                + (Count(LabelAction.Dropped) is > 0 and var dropped ? $", {dropped} dropped" : "")
                + (byPerson > 0 ? $", and {byPerson} are as a person has decided" : "")
                + $"; {ProbabilitiesFile.Name} beside it has the probabilities, a row for each example of the source.");
        return new MendedLabels(ranking, file, decisions, console);

        int Count(LabelAction action) => decisions.Count(decision => decision.Action == action);
    }

    /// <summary>Serves the review page until it is cancelled; prints the link.</summary>
    /// <exception cref="UserErrorException">The port is taken.</exception>
    public void Review(IRecordedData recordedData, int port, CancellationToken cancellation)
    {
        using var data = recordedData.Load(_ranking.Runs[0].Data, out var problem);
        var review = new Review(_ranking, _decisions, _file, data, problem);
        var server = ReviewServer.StartAsync(review, port).GetAwaiter().GetResult();
        _console.WriteLine($"The review page is {server.Link}; it saves in {Shown(_file)}. Ctrl-C ends it.");
        cancellation.WaitHandle.WaitOne();
        server.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    /// <summary>Writes the data set with the labels that the file has by now, in the data set's own form.</summary>
    /// <exception cref="UserErrorException">The data set cannot write them.</exception>
    public void WriteData(RelabelledData data, string destination)
    {
        var labels = CleanedLabels.Read(_file).ToDictionary(
            decision => decision.Id, decision => decision.Action == LabelAction.Dropped ? null : decision.Label);
        var read = data.Write(_ranking.Runs[0].Data, labels, destination);
        var options = string.Join(", ", read.Select(option => $"{option.Key} {option.Value?.ToJsonString() ?? "null"}"));
        _console.WriteLine($"The data with these labels are in {Shown(destination)}; the data set reads them with {options}.");
    }

    private static string ProbabilitiesOf(string file) =>
        Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file))!, ProbabilitiesFile.Name);

    private static string Shown(string file) => Path.GetRelativePath(Environment.CurrentDirectory, file);
}
