using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace SamHost.Studies.Plans;

/// <summary>Weights that a model begins with instead of random ones (setting <c>Study:InitialWeights</c>).</summary>
public sealed class InitialWeightsOptions
{
    [Description(
        "A safetensors file with weights by the names of the model's state_dict, or by those of torchvision and timm where the model knows "
            + "them.")]
    [Required, MinLength(1)]
    public string Path { get; set; } = "";

    [Description("Beginnings of names in the file, and what stands for them in the model, such as { \"encoder.\": \"\" }.")]
    public Dictionary<string, string> Names { get; set; } = [];

    [Description(
        "Parameters of the model that are not trained; a * stands for any characters. BatchNorm layers that are frozen whole stay in "
            + "evaluation mode.")]
    public string[] Freeze { get; set; } = [];
}
