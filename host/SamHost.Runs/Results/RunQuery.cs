using SamHost.Configuration;

namespace SamHost.Runs.Results;

/// <summary>Which runs are shown, and in which order.</summary>
public sealed record RunQuery
{
    private static readonly (string Name, Func<RunSummary, IComparable?> Key)[] Orders =
    [
        ("started", run => run.HasBegun ? run.Started : null),
        ("study", run => run.Study),
        ("label", run => run.Label),
        ("seed", run => run.Seed),
        ("status", run => run.StatusNow),
        ("peak", run => run.PeakTestAccuracy),
        ("accuracy", run => run.FinalTestAccuracy),
        ("seconds", run => run.Seconds),
    ];

    /// <summary>The names of the orders.</summary>
    public static IReadOnlyList<string> OrderNames { get; } = [.. Orders.Select(order => order.Name)];

    public string? Study { get; init; }

    /// <summary>One of <see cref="Statuses"/>.</summary>
    public string? Status { get; init; }

    /// <summary>The statuses that runs may have.</summary>
    public IReadOnlyCollection<string> Statuses { get; init; } = RunSummary.Statuses;

    /// <summary>An optimizer's name or label.</summary>
    public string? Optimizer { get; init; }

    /// <summary>One of <see cref="OrderNames"/>.</summary>
    public string Order { get; init; } = Orders[0].Name;

    public bool Descending { get; init; }

    public int? Limit { get; init; }

    /// <summary>The runs. Those that lack what they are sorted by come last either way.</summary>
    /// <exception cref="UserErrorException">There is no such status or order.</exception>
    public IReadOnlyList<RunSummary> Of(IEnumerable<RunSummary> runs)
    {
        Require("--status", Status, Statuses, "statuses");
        Require("--sort", Order, OrderNames, "orders");
        var key = Orders.First(order => order.Name == Order).Key;
        var found = runs.Where(
            run => (Study ?? run.Study) == run.Study && (Optimizer is null || Optimizer == run.Optimizer || Optimizer == run.Label))
            .Where(run => Status is null || Status == run.StatusNow)
            .OrderBy(run => key(run) is null);
        var sorted = Descending ? found.ThenByDescending(key) : found.ThenBy(key);
        return [.. sorted.Take(Limit ?? int.MaxValue)];
    }

    private static void Require(string option, string? given, IReadOnlyCollection<string> names, string plural)
    {
        if (given is not null && !names.Contains(given))
            throw new UserErrorException($"{option} {given}: {NearestName.Advice(given, names, plural)}");
    }
}
