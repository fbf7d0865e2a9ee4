using TorchSharp;
SamHost.Native.LibTorch.Load();
System.Console.WriteLine(torch.ones(2, 3).sum().ToSingle() + " threads " + torch.get_num_threads());
