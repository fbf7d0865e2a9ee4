using System.CommandLine;
using System.Globalization;
using SamHost.Runs;
using SamHost.Runs.Ledger;

namespace SamHost.Benchmarks;

/// <summary>
/// The hidden verb <c>ledger-rows</c>: writes rows of runs that begin and complete, as studies do, until it is killed, and says each when it is written. A test kills it.
/// </summary>
public static class LedgerRowsCommand
{
    public const string Verb = "ledger-rows";

    public static Command Create()
    {
        var file = new Argument<string>("FILE");
        var writer = new Argument<string>("WRITER");
        var command = new Command(Verb, "Writes rows until it is killed.") { Hidden = true };
        command.Arguments.Add(file);
        command.Arguments.Add(writer);
        command.SetAction(arguments => Write(arguments.GetValue(file)!, arguments.GetValue(writer)!));
        return command;
    }

    private static void Write(string path, string writer)
    {
        var process = ProcessIdentity.Own();
        for (var number = 0; ; number++)
        {
            var row = new LedgerRow
            {
                Folder = string.Create(CultureInfo.InvariantCulture, $"{writer}/run-{number}"),
                Run = string.Create(CultureInfo.InvariantCulture, $"run-{number}"),
                Hash = "0123456789",
                Study = writer,
                Label = "sgd",
                Optimizer = "sgd",
                Seed = number,
                Status = LedgerRow.Running,
                Started = DateTimeOffset.UtcNow,
                Process = process,
            };
            Put(row);
            Put(row with { Status = "completed", Ended = DateTimeOffset.UtcNow, FinalTestAccuracy = 0.5, PeakTestAccuracy = 0.75, PeakEpoch = 1, Seconds = 1.5 });
        }

        void Put(LedgerRow row)
        {
            using (var ledger = LedgerFile.Open(path)) ledger.Write(row);
            // The dot tells a whole line from one that was cut.
            Console.WriteLine($"{row.Folder} {row.Status} .");
        }
    }
}
