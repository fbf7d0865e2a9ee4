using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json.Nodes;
using SamHost.Configuration;
using SamHost.Display;
using SamHost.Runs;
using SamHost.Runs.Ledger;
using SamHost.Runs.Results;
using Spectre.Console;

namespace SamHost.Commands;

/// <summary><c>samhost runs</c>: the ledger.</summary>
public sealed class RunsCommand(IAnsiConsole console)
{
    private readonly Option<string?> _study = new("--study") { Description = "Only the runs of a study.", HelpName = "NAME" };
    private readonly Option<string?> _status = new("--status") { Description = $"Only runs of a status: {string.Join(", ", LedgerRow.Statuses)}.", HelpName = "STATUS" };
    private readonly Option<string?> _optimizer = new("--optimizer") { Description = "Only the runs of an optimizer, by its name or label.", HelpName = "NAME" };
    private readonly Option<string> _sort = new("--sort") { Description = $"What they are sorted by: {string.Join(", ", LedgerQuery.OrderNames)}.", DefaultValueFactory = _ => LedgerQuery.OrderNames[0], HelpName = "ORDER" };
    private readonly Option<bool> _descending = new("--descending") { Description = "The largest or latest first." };
    private readonly Option<int?> _limit = new("--limit") { Description = "Only the first N.", HelpName = "N" };
    private readonly Option<bool> _previous = new("--previous") { Description = "Also what earlier runs of the same configuration left." };
    private readonly Option<bool> _json = new("--json") { Description = "Prints JSON." };
    private readonly Option<string?> _out = ResultsFolder();

    public Command Create()
    {
        var command = new Command("runs", "Lists the runs that the ledger knows: when, where and how they ended.");
        foreach (var option in new Option[] { _study, _status, _optimizer, _sort, _descending, _limit, _previous, _out, _json }) command.Options.Add(option);
        _limit.Validators.Add(Positive);
        command.Subcommands.Add(CreateRebuild());
        command.SetAction(arguments => (int)List(arguments));
        return command;
    }

    private static Option<string?> ResultsFolder() => new("--out") { Description = "The folder of results; the setting Output:Directory.", HelpName = "DIR" };

    private static string FolderOf(ParseResult arguments, Option<string?> option) => arguments.GetValue(option) ?? Workspace.ResultsDirectory();

    private static void Positive(OptionResult option)
    {
        if (option.Tokens is [var token] && int.TryParse(token.Value, out var number) && number < 1) option.AddError($"--limit is {number}; give 1 or more.");
    }

    private static T Explained<T>(Func<T> use)
    {
        try
        {
            return use();
        }
        catch (LedgerException e)
        {
            throw new UserErrorException(e.Message);
        }
    }

    private Command CreateRebuild()
    {
        var folder = ResultsFolder();
        var command = new Command("rebuild", "Makes the ledger anew from the folders of the runs.");
        command.Options.Add(folder);
        command.SetAction(arguments => (int)Rebuild(FolderOf(arguments, folder)));
        return command;
    }

    private ExitCode List(ParseResult arguments)
    {
        var directory = FolderOf(arguments, _out);
        var query = new LedgerQuery
        {
            Study = arguments.GetValue(_study),
            Status = arguments.GetValue(_status),
            Optimizer = arguments.GetValue(_optimizer),
            Order = arguments.GetValue(_sort)!,
            Descending = arguments.GetValue(_descending),
            Limit = arguments.GetValue(_limit),
        };
        var all = Explained(() => LedgerFile.Read(Path.Combine(directory, LedgerFile.Name)));
        // Whoever was killed between the end of a run and its row left the folder right.
        var there = all.Where(row => RunReader.IsRun(Path.Combine(directory, row.Folder)))
            .Select(row => row.Status == LedgerRow.Running ? LedgerRow.Read(directory, Path.Combine(directory, row.Folder)) ?? row : row).ToList();
        var rows = query.Of(there.Where(row => arguments.GetValue(_previous) || !RunFolder.IsPrevious(row.Folder)));
        if (arguments.GetValue(_json))
        {
            Console.Out.WriteLine(JsonText.Of(new JsonArray([.. rows.Select(RunsText.ToJson)])));
            return ExitCode.Success;
        }

        if (rows.Count > 0) console.Write(RunsText.Draw(console, rows));
        else console.WriteLine(there.Count == 0 ? $"The ledger of {directory} has no runs." : "No run is like that.");
        var unknown = LedgerRebuild.Folders(directory).Select(folder => Path.GetRelativePath(directory, folder)).Except(there.Select(row => row.Folder)).Count();
        if (RunsText.Differences(all.Count - there.Count, unknown) is { } differences) console.WriteLine(differences);
        return ExitCode.Success;
    }

    private ExitCode Rebuild(string directory)
    {
        if (!Directory.Exists(directory)) throw new UserErrorException($"There is no folder {directory}; give the folder of results, by --out or Output:Directory.");
        var (count, leftOut) = Explained(() => (LedgerRebuild.Run(directory, out var unread), unread));
        foreach (var reason in leftOut) console.WriteLine($"Left out: {reason}.");
        console.WriteLine($"The ledger of {directory} has {count} {(count == 1 ? "run" : "runs")}.");
        return ExitCode.Success;
    }
}
