using System.Collections;
using System.Globalization;
using SamHost.Configuration;

namespace SamHost.Telemetry;

/// <summary>The standard OTEL_* variables. Which of them make no sense is reported once, though three signals read them.</summary>
/// <param name="environment">All variables.</param>
/// <param name="problems">Where it is reported.</param>
internal sealed class OtelVariables(IDictionary environment, SettingsProblems problems)
{
    public const string Prefix = "OTEL_EXPORTER_OTLP_";

    private readonly HashSet<string> _reported = [];
    private readonly List<string> _warnings = [];

    /// <summary>Variables that are set and have no effect here, a sentence each.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    // An empty variable is one that is not set, says the specification.
    public string? this[string name] => environment[name] is string { Length: > 0 } value ? value.Trim() : null;

    public bool Flag(string name) => string.Equals(this[name], "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>The variable that says something of a signal's exporter, with its name: the signal's own over that of all; null where neither is set.</summary>
    public (string Name, string Value)? Own(string signal, string what)
    {
        foreach (var name in new[] { $"{Prefix}{signal.ToUpperInvariant()}_{what}", Prefix + what })
        {
            if (this[name] is { } value) return (name, value);
        }

        return null;
    }

    /// <summary>What is chosen for a signal; null where nothing is.</summary>
    public string? Of(string signal, string what, string[] choices) =>
        Choice($"{Prefix}{signal.ToUpperInvariant()}_{what}", choices) ?? Choice(Prefix + what, choices);

    /// <summary>Whether a signal goes out by OTLP: OTEL_TRACES_EXPORTER and its like, lists of exporters of which this program has one.</summary>
    /// <param name="signal">The signal.</param>
    /// <param name="isScraped">Whether metrics are served to a scraper.</param>
    public bool Exports(string signal, bool isScraped)
    {
        var name = $"OTEL_{signal.ToUpperInvariant()}_EXPORTER";
        if (this[name] is not { } list) return true;
        var exporters = list.ToLowerInvariant().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        bool IsKnown(string exporter) => exporter is "otlp" or "none" || (exporter == "prometheus" && signal == "metrics" && isScraped);
        foreach (var exporter in exporters.Where(exporter => !IsKnown(exporter)))
        {
            var instead = exporter == "prometheus" && signal == "metrics" ? "Telemetry:Prometheus:Port serves a scraper; set it, or give otlp or none" : "give otlp or none";
            _warnings.Add($"environment variable {name}: '{exporter}' is not supported and ignored; {instead}.");
        }

        // A variable of which nothing is left is one that is not set, says the specification.
        return exporters.Contains("otlp") || !exporters.Any(IsKnown);
    }

    /// <summary>Warns of a variable that has no effect here.</summary>
    public void Ignore(string name)
    {
        if (this[name] is not null) _warnings.Add($"environment variable {name}: it is ignored; metrics are cumulative, histograms base-2 exponential.");
    }

    /// <summary>Checks the variables of a batch processor.</summary>
    public void CheckQueue(string prefix)
    {
        foreach (var what in new[] { "SCHEDULE_DELAY", "EXPORT_TIMEOUT", "MAX_QUEUE_SIZE", "MAX_EXPORT_BATCH_SIZE" }) Positive(prefix + what);
    }

    /// <summary>A number from 1 on; null where there is none.</summary>
    public int? Positive(string name)
    {
        if (this[name] is not { } value) return null;
        if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0) return number;
        Problem(name, $"'{value}' is not supported; give a whole number{(name.EndsWith("SIZE", StringComparison.Ordinal) ? "" : " of milliseconds")} from 1 on.");
        return null;
    }

    private string? Choice(string name, string[] choices)
    {
        if (this[name] is not { } value) return null;
        if (choices.Contains(value, StringComparer.OrdinalIgnoreCase)) return value.ToLowerInvariant();
        Problem(name, $"'{value}' is not supported; give {string.Join(" or ", choices)}.");
        return null;
    }

    public TimeSpan Timeout(string signal)
    {
        return TimeSpan.FromMilliseconds((Own(signal, "TIMEOUT") is var (name, _) ? Positive(name) : null) ?? 10_000);
    }

    public Dictionary<string, string> Headers(string signal)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in new[] { Prefix + "HEADERS", $"{Prefix}{signal.ToUpperInvariant()}_HEADERS" })
        {
            foreach (var pair in (this[name] ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                // The value may be a secret: it is not repeated.
                if (pair.IndexOf('=') is > 0 and var at) headers[pair[..at].Trim()] = Uri.UnescapeDataString(pair[(at + 1)..].Trim());
                else Problem(name, "a header has no name or no '='; write name=value,name=value.");
            }
        }

        return headers;
    }

    public void Problem(string name, string message)
    {
        // Three signals read the same variables.
        if (_reported.Add(name + message)) problems.Add(name.Contains(':', StringComparison.Ordinal) ? name : "", name.Contains(':', StringComparison.Ordinal) ? "" : $"environment variable {name}", message);
    }
}
