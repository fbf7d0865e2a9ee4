using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace SamHost.Telemetry;

/// <summary>Metrics for a scraper (section <c>Telemetry:Prometheus</c>).</summary>
public sealed class PrometheusOptions
{
    [Description("The port that serves /metrics while a study runs, such as 9464; null serves nothing.")]
    [Range(1, 65535)]
    public int? Port { get; set; }

    [Description("The host name that a scraper addresses; * answers to any, also from outside of this machine.")]
    [Required]
    [RegularExpression(@"\*|[A-Za-z0-9._-]+", ErrorMessage = "must be a host name, an IPv4 address or *.")]
    public string Host { get; set; } = "localhost";
}
