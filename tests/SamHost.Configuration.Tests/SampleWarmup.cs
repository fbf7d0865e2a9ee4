using System.ComponentModel.DataAnnotations;

namespace SamHost.Configuration.Tests;

public sealed record SampleWarmup
{
    [Range(0, 1000)]
    public int Steps { get; set; }

    public double From { get; set; } = 0.5;
}
