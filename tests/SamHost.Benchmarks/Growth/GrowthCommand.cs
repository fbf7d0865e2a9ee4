using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using SamHost.Torch;

namespace SamHost.Benchmarks.Growth;

/// <summary>
/// <c>growth</c>: how the cost of a step and of records grows with their sizes, as exponents, beside that of the work itself.
/// </summary>
public static class GrowthCommand
{
    private const string Rows = "rows";

    public static Command Create()
    {
        string[] names = [.. StepGrowth.Names, Rows];
        var of = new Option<string[]>("--of") { Description = $"The sizes: {string.Join(", ", names)}; all by default." };
        of.AcceptOnlyFromAmong(names);
        var most = new Option<long>(
            "--rows") { Description = "The most rows of records: a power of ten.", DefaultValueFactory = _ => 1_000_000 };
        var repeat = new Option<int>(
            "--repeat") { Description = "How many turns of steps each size has; the shortest counts.", DefaultValueFactory = _ => 9 };
        var json = new Option<bool>("--json") { Description = "One JSON object a line." };
        var command = new Command("growth", "Measures how costs grow with batch, width, depth, classes and recorded rows, on one thread.");
        foreach (var option in new Option[] { of, most, repeat, json }) command.Options.Add(option);
        command.SetAction(arguments =>
        {
            TorchDevice.Open(new TorchOptions { Threads = 1 });
            foreach (var name in arguments.GetValue(of) is { Length: > 0 } some ? some : names)
            {
                var curve = name == Rows
                    ? RecordGrowth.Measure(arguments.GetValue(most))
                    : StepGrowth.Measure(name, arguments.GetValue(repeat));
                if (arguments.GetValue(json)) WriteJson(curve);
                else WriteTable(curve);
            }
        });
        return command;
    }

    private static void WriteTable(CostCurve curve)
    {
        Console.WriteLine($"{curve.What,10}{string.Concat(curve.Costs.Select(cost => $"{cost.Name,15}"))}");
        foreach (var (place, size) in curve.Sizes.Index())
            Console.WriteLine($"{Text(size),10}{string.Concat(curve.Costs.Select(cost => $"{Text(cost.Values[place]),15}"))}");
        var exponents = curve.Costs.Select(cost => string.Create(CultureInfo.InvariantCulture, $"{curve.Exponent(cost.Values),15:0.00}"));
        Console.WriteLine($"{"exponent",10}{string.Concat(exponents)}   from {Text(curve.UpperFrom)} on\n");
    }

    private static void WriteJson(CostCurve curve)
    {
        foreach (var (name, values) in curve.Costs)
        {
            Console.WriteLine(new JsonObject
            {
                ["of"] = curve.What,
                ["cost"] = name,
                ["sizes"] = new JsonArray([.. curve.Sizes.Select(size => JsonValue.Create(size))]),
                ["values"] = new JsonArray([.. values.Select(value => JsonValue.Create(value))]),
                ["from"] = curve.UpperFrom,
                ["exponent"] = Math.Round(curve.Exponent(values), 3),
            }.ToJsonString());
        }
    }

    private static string Text(double value) => value.ToString(value < 1000 ? "0.###" : "0", CultureInfo.InvariantCulture);
}
