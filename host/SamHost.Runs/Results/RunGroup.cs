using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace SamHost.Runs.Results;

/// <summary>Runs that differ in their seed alone: a row of a table, a line of a figure.</summary>
/// <param name="Name">What tables call it: the label, with as much beside it as tells it from the others.</param>
/// <param name="Runs">Its runs, by seed.</param>
public sealed record RunGroup(string Name, IReadOnlyList<RecordedRun> Runs)
{
    public string Label => Runs[0].Label;

    public string Study => Runs[0].Study;

    /// <summary>Whether its optimizer states a perturbation radius.</summary>
    public bool Perturbs => Runs[0].PerturbationRadius is not null;

    /// <summary>The values of a sweep that its runs were made with, by their paths.</summary>
    public JsonObject Sweep => Runs[0].Sweep;

    /// <summary>The name without the values of the sweep, which labels end with: the same at all of its points.</summary>
    public string NameWithoutSweep
    {
        get
        {
            if (Sweep.FirstOrDefault().Key is not { } first) return Name;
            var label = Regex.Match(Label, $@"^(.+?) (\S+:)?{Regex.Escape(first.Split(':')[^1])}=");
            return label.Success ? Name.Replace(Label, label.Groups[1].Value, StringComparison.Ordinal) : Name;
        }
    }

    /// <summary>The values of a quantity, one a run, of those that have it.</summary>
    public double[] Values(Func<RecordedRun, double?> quantity) => [.. Runs.Select(quantity).OfType<double>()];
}
