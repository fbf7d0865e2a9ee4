using SamHost.Configuration;
using SamHost.Gradients;
using SamHost.Studies.Plans;
using SamHost.Torch;

namespace SamHost.Slurm;

/// <summary>
/// A study as nodes are to make it: what each would decide for itself, and results depend on to the last bit, is decided where the study is
/// submitted.
/// </summary>
public static class ClusterPlan
{
    /// <summary>Fixes threads, memory budget and device.</summary>
    /// <param name="point">A point of the study.</param>
    /// <param name="options">What is asked of the cluster.</param>
    /// <param name="device">The device on the nodes; this machine may have none.</param>
    /// <exception cref="UserErrorException">The runs are to have more threads than an element has CPUs.</exception>
    public static StudyPlan OnNodes(StudyPlan point, SlurmOptions options, string device)
    {
        if (point.Torch.Threads > options.CpusPerRun)
            throw new UserErrorException(
                $"Torch:Threads is {point.Torch.Threads}, and Slurm:CpusPerRun {options.CpusPerRun}: set the latter to as many, or leave "
                    + "the former out.");
        return point with
        {
            Torch = new TorchOptions
            {
                Device = device,
                Library = point.Torch.Library,
                Precision = point.Torch.Precision,
                Threads = point.Torch.Threads ?? options.CpusPerRun,
            },
            Gradients = new GradientsOptions
            {
                Strict = point.Gradients.Strict, MemoryBudget = point.Gradients.MemoryBudget ?? options.MemoryBudget,
            },
        };
    }
}
