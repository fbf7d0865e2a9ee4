using System.CommandLine;
using System.Globalization;

namespace SamHost.Benchmarks;

/// <summary><c>parallel</c>: whole studies with <c>--parallel 2</c> against one process, in turns.</summary>
public static class ParallelCommand
{
    private const string FourOptimizers =
        """Study:Optimizers=[{"Name":"sgd"},{"Name":"n-sam"},{"Name":"1-sam"},{"Name":"l-sam"}]""";

    private static readonly Dictionary<string, (int[] Seeds, string[] Settings)> Studies = new()
    {
        ["short"] = ([1, 2, 3, 4, 5, 6], ["Study:Epochs=5", FourOptimizers]),
        ["many"] = ([.. Enumerable.Range(1, 200)], ["Study:Epochs=1", """Study:Optimizers=[{"Name":"sgd"}]"""]),
        ["main"] = ([1, 2, 3, 4], []),
    };

    public static Command Create()
    {
        var study = new Option<string>("--study")
        {
            Description = "short (24 runs of 5 epochs), many (200 runs of one epoch) or main (the digits study with four seeds).",
            DefaultValueFactory = _ => "short",
        };
        study.AcceptOnlyFromAmong([.. Studies.Keys]);
        var repeat = new Option<int>("--repeat") { Description = "How many turns; medians are taken.", DefaultValueFactory = _ => 5 };
        var command = new Command("parallel", "Measures a study in one process, in two workers, and as two halves side by side.");
        command.Options.Add(study);
        command.Options.Add(repeat);
        command.SetAction(arguments => Measure(arguments.GetValue(study)!, arguments.GetValue(repeat)));
        return command;
    }

    private static void Measure(string name, int repeat)
    {
        var (seeds, _) = Studies[name];
        string[][] one = [Arguments(name, seeds)];
        string[][] workers = [[.. Arguments(name, seeds), "--parallel", "2"]];
        // What two cores can give, without anything between the processes.
        string[][] halves = [Arguments(name, seeds[..(seeds.Length / 2)]), Arguments(name, seeds[(seeds.Length / 2)..])];
        var turns = Enumerable.Range(0, repeat)
            .Select(_ => (One: ProgramTurn.Take(one), Workers: ProgramTurn.Take(workers), Halves: ProgramTurn.Take(halves))).ToList();
        Write("one process", turns.Select(turn => turn.One), turns.Select(_ => 1.0));
        Write("two workers", turns.Select(turn => turn.Workers), turns.Select(turn => turn.Workers.Seconds / turn.One.Seconds));
        Write("two halves", turns.Select(turn => turn.Halves), turns.Select(turn => turn.Halves.Seconds / turn.One.Seconds));
    }

    private static string[] Arguments(string study, int[] seeds) =>
        ProgramTurn.Study([.. Studies[study].Settings, $"Study:Seeds=[{string.Join(",", seeds)}]"]);

    private static void Write(
        string what, IEnumerable<(double Seconds, double Mebibytes)> turns, IEnumerable<double> ratios) =>
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{what,-12} {ProgramTurn.Median(turns.Select(turn => turn.Seconds)),6:0.0} s  {ProgramTurn.Median(ratios),5:0.00}  "
                + $"{ProgramTurn.Median(turns.Select(turn => turn.Mebibytes)),5:0} MiB"));
}
