using SamHost.Configuration;

namespace SamHost.Runs.Ledger;

/// <summary>Which rows of the ledger are shown, and in which order.</summary>
public sealed record LedgerQuery
{
    private static readonly (string Name, Func<LedgerRow, IComparable?> Key)[] Orders =
    [
        ("started", row => row.Started),
        ("study", row => row.Study),
        ("label", row => row.Label),
        ("seed", row => row.Seed),
        ("status", row => row.StatusNow),
        ("peak", row => row.PeakTestAccuracy),
        ("accuracy", row => row.FinalTestAccuracy),
        ("seconds", row => row.Seconds),
    ];

    /// <summary>The names of the orders.</summary>
    public static IReadOnlyList<string> OrderNames { get; } = [.. Orders.Select(order => order.Name)];

    public string? Study { get; init; }

    /// <summary>One of <see cref="LedgerRow.Statuses"/>.</summary>
    public string? Status { get; init; }

    /// <summary>An optimizer's name or label.</summary>
    public string? Optimizer { get; init; }

    /// <summary>One of <see cref="OrderNames"/>.</summary>
    public string Order { get; init; } = Orders[0].Name;

    public bool Descending { get; init; }

    public int? Limit { get; init; }

    /// <summary>The rows. Those that lack what they are sorted by come last either way.</summary>
    /// <exception cref="UserErrorException">There is no such status or order.</exception>
    public IReadOnlyList<LedgerRow> Of(IEnumerable<LedgerRow> rows)
    {
        Require("--status", Status, LedgerRow.Statuses, "statuses");
        Require("--sort", Order, OrderNames, "orders");
        var key = Orders.First(order => order.Name == Order).Key;
        var found = rows.Where(row => (Study ?? row.Study) == row.Study && (Optimizer is null || Optimizer == row.Optimizer || Optimizer == row.Label))
            .Where(row => Status is null || Status == row.StatusNow)
            .OrderBy(row => key(row) is null);
        var sorted = Descending ? found.ThenByDescending(key) : found.ThenBy(key);
        return [.. sorted.Take(Limit ?? int.MaxValue)];
    }

    private static void Require(string option, string? given, IReadOnlyCollection<string> names, string plural)
    {
        if (given is not null && !names.Contains(given)) throw new UserErrorException($"{option} {given}: {NearestName.Advice(given, names, plural)}");
    }
}
