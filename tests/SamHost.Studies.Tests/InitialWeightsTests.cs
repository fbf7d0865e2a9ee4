using SamHost.Configuration;
using SamHost.TestSupport;
using SamHost.Training;
using SamHost.Training.Checkpointing;
using static TorchSharp.torch;

namespace SamHost.Studies.Tests;

/// <summary>Models that begin with weights from a file.</summary>
public sealed class InitialWeightsTests : IDisposable
{
    private static readonly SeedSequence Seeds = new(1);

    private readonly string _folder = Directory.CreateTempSubdirectory("weights-").FullName;

    private string WeightsFile => Path.Combine(_folder, "weights.safetensors");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("")]
    [InlineData("module.")]
    [InlineData("model.backbone.")]
    public void A_model_has_the_weights_of_the_file_whatever_wrapped_it(string wrapper)
    {
        var written = Write(name => wrapper + name);
        using var study = new SmallStudy(Settings());
        using var data = study.Scenes.LoadData(Seeds);
        using var model = study.Scenes.BuildModel(data, Seeds);

        Assert.Equal(written, Values(model));
        Assert.Equal([$"Initial weights: 4 of 4 tensors are those of {WeightsFile}."], study.Scenes.DescribeInitialWeights(data, Seeds));
    }

    [Fact]
    public void A_head_for_other_classes_begins_anew_and_what_has_no_place_is_listed()
    {
        var written = Write(name => name, ("output.weight", [5, 8]), ("output.bias", [5]), ("extra.weight", [2, 3]));
        using var study = new SmallStudy(Settings());
        using var data = study.Scenes.LoadData(Seeds);
        using var model = study.Scenes.BuildModel(data, Seeds);
        using var plain = new SmallStudy();
        using var other = plain.Scenes.BuildModel(data, Seeds);

        var (own, random) = (Values(model), Values(other));
        string[] head = ["output.weight", "output.bias"];
        Assert.All(written.Keys.Except(head), name => Assert.Equal(written[name], own[name]));
        Assert.All(head, name => Assert.Equal(random[name], own[name]));
        var notes = string.Join(" ", study.Scenes.DescribeInitialWeights(data, Seeds));
        Assert.Contains("begin anew: the file's are of another number of classes", notes, StringComparison.Ordinal);
        Assert.Contains("1 tensors of the file have no place in the model: extra.weight", notes, StringComparison.Ordinal);
    }

    [Fact]
    public void Frozen_parameters_stay_those_of_the_file_to_the_end_and_the_others_do_not()
    {
        var written = Write(name => name);
        using var study = new SmallStudy(
            Settings(""", "Freeze": ["hidden.*"]"""),
            """{ "Study": { "Optimizers": [{ "Name": "j-sam" }] } }""");
        var folder = study.RunToTheEnd().Single().Folder;
        var last = Safetensors.Read(Path.Combine(new CheckpointFolder(folder).All[0], "model.safetensors"));

        Assert.Equal(written["hidden.0.linear.weight"], last["hidden.0.linear.weight"].data<float>().ToArray());
        Assert.NotEqual(written["output.weight"], last["output.weight"].data<float>().ToArray());
        foreach (var tensor in last.Values) tensor.Dispose();
    }

    [Theory]
    [InlineData("""{ "Study": { "Model": { "Options": { "HiddenSizes": [9] } } } }""", "", "hidden.0.linear.weight of the model [9, 6].")]
    [InlineData("{}", """, "Freeze": ["nothing*"]""", "Freeze: no parameter of the model is called nothing*")]
    [InlineData("{}", """, "Freeze": ["*"]""", "every parameter of the model is frozen")]
    public void What_does_not_fit_is_said(string layer, string options, string expected)
    {
        Write(name => name);
        using var study = new SmallStudy(layer, Settings(options));
        using var data = study.Scenes.LoadData(Seeds);

        var error = Assert.Throws<UserErrorException>(() => study.Scenes.BuildModel(data, Seeds));
        Assert.Contains(error.Problems, problem => problem.Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_that_is_none_or_names_nothing_is_said()
    {
        using var study = new SmallStudy(Settings());
        using var data = study.Scenes.LoadData(Seeds);
        string Error() => Assert.Throws<UserErrorException>(() => study.Scenes.BuildModel(data, Seeds)).Message;

        Assert.Contains("there is no file", Error(), StringComparison.Ordinal);
        File.WriteAllText(WeightsFile, "no weights");
        Assert.Contains("is no safetensors file", Error(), StringComparison.Ordinal);
        Write(name => "other." + name);
        Assert.Contains("none of the names", Error(), StringComparison.Ordinal);
    }

    [Fact]
    public void Names_say_what_stands_for_what()
    {
        var written = Write(name => "other." + name);
        using var study = new SmallStudy(Settings(""", "Names": { "other.": "" }"""));
        using var data = study.Scenes.LoadData(Seeds);
        using var model = study.Scenes.BuildModel(data, Seeds);

        Assert.Equal(written, Values(model));
    }

    private string Settings(string more = "") =>
        $$"""{ "Study": { "InitialWeights": { "Path": "{{WeightsFile}}"{{more}} } } }""";

    // The weights of another seed's model.
    private Dictionary<string, float[]> Write(Func<string, string> nameOf, params (string Name, long[] Shape)[] others)
    {
        using var scope = NewDisposeScope();
        using var study = new SmallStudy();
        var seeds = new SeedSequence(7);
        using var data = study.Scenes.LoadData(seeds);
        using var model = study.Scenes.BuildModel(data, seeds);
        var tensors = model.state_dict().ToDictionary(item => nameOf(item.Key), item => item.Value);
        foreach (var (name, shape) in others) tensors[name] = ones(shape);
        using var file = File.Create(WeightsFile);
        Safetensors.Write(file, tensors);
        return Values(model);
    }

    private static Dictionary<string, float[]> Values(nn.Module model) =>
        model.state_dict().ToDictionary(item => item.Key, item => item.Value.data<float>().ToArray());
}
