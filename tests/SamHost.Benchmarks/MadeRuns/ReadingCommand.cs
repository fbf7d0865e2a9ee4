using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;

namespace SamHost.Benchmarks.MadeRuns;

/// <summary><c>reading</c>: time and peak memory of the verbs that read runs, on a study of made ones.</summary>
public static class ReadingCommand
{
    private static readonly Dictionary<string, Func<string, string, string[]>> Verbs = new()
    {
        ["runs"] = (results, _) => ["runs", "--out", results],
        ["report"] = (_, study) => ["report", study],
        ["suspects"] = (_, study) => ["suspects", study],
        ["export metrics"] = (results, study) => ["export", study, "--metrics", Path.Combine(results, "metrics.parquet")],
        ["export parquet"] = (results, study) => ["export", study, "--examples", Path.Combine(results, "examples.parquet")],
        ["export csv"] = (results, study) => ["export", study, "--examples", Path.Combine(results, "examples.csv")],
    };

    public static Command Create()
    {
        var results = new Option<DirectoryInfo?>(
            "--results") { Description = "A folder of results with the study 'made' in it, instead of making one.", HelpName = "DIR" };
        var verbs = new Option<string[]>("--verb") { Description = "The verbs; all by default." };
        verbs.AcceptOnlyFromAmong([.. Verbs.Keys]);
        var json = new Option<bool>("--json") { Description = "One JSON object a line." };
        var command = new Command("reading", "Measures runs, report, suspects and export on a study of made runs.");
        MadeRunsCommand.AddTo(command);
        foreach (var option in new Option[] { results, verbs, json }) command.Options.Add(option);
        command.SetAction(arguments =>
        {
            var study = MadeRunsCommand.Study(arguments);
            string[] chosen = arguments.GetValue(verbs) is { Length: > 0 } some ? some : [.. Verbs.Keys];
            if (!arguments.GetValue(json)) Console.WriteLine($"{"verb",-16}{"runs",8}{"records",12}{"s",10}{"MiB",8}");
            var given = arguments.GetValue(results)?.FullName;
            var folder = given ?? Directory.CreateTempSubdirectory("samhost-made-").FullName;
            try
            {
                var made = given is null ? study.Write(folder) : Path.Combine(folder, study.Name);
                foreach (var verb in chosen) Write(study, verb, ProgramTurn.Take(Verbs[verb](folder, made)), arguments.GetValue(json));
            }
            finally
            {
                if (given is null) Directory.Delete(folder, recursive: true);
            }
        });
        return command;
    }

    private static void Write(MadeStudy study, string verb, (double Seconds, double Mebibytes) turn, bool asJson) => Console.WriteLine(
        asJson
            ? new JsonObject
            {
                ["verb"] = verb,
                ["runs"] = study.Runs,
                ["records"] = study.Records,
                ["seconds"] = Math.Round(turn.Seconds, 2),
                ["peak_mib"] = Math.Round(turn.Mebibytes),
            }.ToJsonString()
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{verb,-16}{study.Runs,8}{study.Records,12}{turn.Seconds,10:0.00}{turn.Mebibytes,8:0}"));
}
