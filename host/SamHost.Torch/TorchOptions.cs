using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace SamHost.Torch;

/// <summary>Where and how tensors are computed (section <c>Torch</c>).</summary>
public sealed class TorchOptions
{
    [Description("The device: cpu, cuda, cuda:N, or auto (cuda where there is one).")]
    [Required]
    [RegularExpression("auto|cpu|cuda(:[0-9]{1,3})?", ErrorMessage = "must be cpu, cuda, cuda:N or auto.")]
    public string Device { get; set; } = "cpu";

    [Description(
        "The number of CPU threads of an operation; null is the number of cores. Results are the same, bit for bit, for the same number "
            + "only.")]
    [Range(1, 1024)]
    public int? Threads { get; set; }

    [Description(
        "The numbers: Float32; Float64, in which examples and weights are twice as large; or BFloat16, in which matrix products and "
            + "convolutions take numbers of 8 significant bits, and weights, losses, logit scales and norms stay in Float32. Another one "
            + "makes other runs.")]
    public TorchPrecision Precision { get; set; }

    [Description("A folder with libtorch 2.10 to use instead of the one that was built in, such as a Python PyTorch's lib folder.")]
    public string? Library { get; set; }
}
