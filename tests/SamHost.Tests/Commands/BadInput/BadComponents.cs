using SamHost.Configuration;
using static SamHost.Tests.Commands.BadInput.BadInputCase;

namespace SamHost.Tests.Commands.BadInput;

/// <summary>Components that are not there, or do not fit.</summary>
internal static class BadComponents
{
    private const string Digits = """Study:Dataset={"Name":"digits"}""";

    public static readonly BadInputCase[] Cases =
    [
        Set("an unknown data set", ["Study:Dataset:Name=digit"], "Study:Dataset:Name: there is no data set 'digit'; did you mean digits?"),
        Set("an unknown noise model", ["Study:Noise:Name=pairflip"],
            "Study:Noise:Name: there is no noise model 'pairflip'; did you mean pair-flip?"),
        Set("an unknown model", ["Study:Model:Name=resnet"], "Study:Model:Name: there is no model 'resnet'; did you mean resnet18?"),
        Set("an unknown optimizer", ["Study:Optimizers:0:Name=sdg"],
            "Study:Optimizers:0:Name: there is no optimizer 'sdg'; did you mean sgd?"),
        Set("an unknown optimizer like no other", ["Study:Optimizers:0:Name=lion-heart"],
            "there is no optimizer 'lion-heart'; valid optimizers are ", "n-sam", "regularized-sgd"),
        Set("an unknown observer", ["Study:Observers:0:Name=watcher"],
            "Study:Observers:0:Name: there is no observer 'watcher'; there are no observers here."),
        Set("an unknown base rule", ["Study:BaseRule:Name=adam"], "Study:BaseRule:Name: there is no base rule 'adam'; did you mean adamw?"),
        Set("an unknown schedule of one optimizer", ["Study:Optimizers:0:Schedule:Name=cosin"],
            "Study:Optimizers:0:Schedule:Name: there is no schedule 'cosin'; did you mean cosine?"),
        Set("an unknown base rule under several optimizers",
            ["Study:Optimizers=[{\"Name\":\"sgd\"},{\"Name\":\"1-sam\"}]", "Study:BaseRule:Name=adam"], "Study:BaseRule:Name"),
        Set("a component without a name", ["Study:Optimizers=[{}]"], "Study:Optimizers:0:Name: is required; give text."),
        Set("two optimizers of one label", ["""Study:Optimizers=[{"Name":"sgd","Label":"x"},{"Name":"1-sam","Label":"X"}]"""],
            "Study:Optimizers:1: two optimizers are called 'X'; give one of them another Label."),
        Set("an option of another component", ["Study:Model:Options:Rho=0.1"],
            "Study:Model:Options:Rho: unknown key; valid keys are Bias, InitialStd."),
        Set("options that are no object", ["Study:Optimizers:0:Options=5"], "Study:Optimizers:0:Options: 5 is not an object"),
        Set("an option that is required", ["Study:Dataset={\"Name\":\"csv\"}"], "--set Study:Dataset",
            "Study:Dataset:Options:Path: is required; give text."),
        Set("options that do not fit together", ["Study:BaseRule:Options:Nesterov=true", "Study:BaseRule:Options:Momentum=0"],
            "Study:BaseRule:Options:Nesterov: Nesterov needs a Momentum above 0."),
        Set("a radius below zero", ["Study:Optimizers:0={\"Name\":\"1-sam\",\"Options\":{\"Rho\":-1}}"],
            "Study:Optimizers:0:Options:Rho: -1 is out of range; give a number of at least 0."),
        Set("a schedule without a length", ["Study:Schedule={\"Name\":\"step\",\"Options\":{\"EveryEpochs\":0}}"],
            "Study:Schedule:Options:EveryEpochs: 0 is out of range"),
        Set("a model of images on rows", [Digits, "Study:Model:Name=cnn"],
            "Study:Model: The model cnn takes images [channels, height, width]", "[64]", "Use mlp"),
        Set("asymmetric noise without a map", [Digits, "Study:Noise:Name=asymmetric"], "Study:Noise:Options:Map: Map is needed", "0 to 9"),
        Set("a map to a class that is none", [Digits, """Study:Noise={"Name":"asymmetric","Options":{"Map":{"1":"seven"}}}"""],
            "Study:Noise:Options:Map", "seven"),
        Set("a matrix for fewer classes", [Digits, """Study:Noise={"Name":"transition-matrix","Options":{"Matrix":[[1,0],[0,1]]}}"""],
            "Study:Noise:Options:Matrix: Matrix has 2 rows, and the data set has 10 classes"),
        Set("a matrix whose row does not sum to 1", ["""Study:Noise={"Name":"transition-matrix","Options":{"Matrix":[[0.5,0.4],[0,1]]}}"""],
            "Study:Noise:Options:Matrix", "0.9"),
        Set("a model that does not fit into memory", ["""Study:Model={"Name":"mlp","Options":{"HiddenSizes":[1000000,100000000]}}"""],
            "'mlp' of the plugin Model.Mlp failed", "memory")
            with { Exit = ExitCode.RunFailed,
                Arguments = ["check", "--set", """Study:Model={"Name":"mlp","Options":{"HiddenSizes":[1000000,100000000]}}"""] },
    ];
}
