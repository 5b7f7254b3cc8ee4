import { solveSystem } from "/work/main/src/numeric/solve-system.js";
import type { NumericTerm } from "/work/main/src/numeric/polynomial-family.js";
import { test } from "vitest";
const T=(c:number,...f:number[]):NumericTerm=>({re:c,im:0,factors:[...f].sort((a,b)=>a-b)});
export function katsura(n:number){ // variables x0..xn
  const eqs:NumericTerm[][]=[];
  const u=(i:number)=>{i=Math.abs(i);return i<=n?i:-1;};
  for(let m=0;m<n;m++){const t:NumericTerm[]=[];for(let i=-n;i<=n;i++){const a=u(i),b=u(m-i);if(a>=0&&b>=0)t.push(T(1,a,b));}t.push(T(-1,m));eqs.push(t);}
  const l:NumericTerm[]=[T(-1)];for(let i=-n;i<=n;i++)l.push(T(1,u(i)));eqs.push(l);
  return {variables:n+1,equations:eqs};
}
export function cyclic(n:number){const eqs:NumericTerm[][]=[];for(let k=1;k<n;k++){const t:NumericTerm[]=[];for(let i=0;i<n;i++)t.push(T(1,...Array.from({length:k},(_,j)=>(i+j)%n)));eqs.push(t);}eqs.push([T(1,...Array.from({length:n},(_,j)=>j)),T(-1)]);return {variables:n,equations:eqs};}
export function noon(n:number){const eqs:NumericTerm[][]=[];for(let i=0;i<n;i++){const t:NumericTerm[]=[];for(let j=0;j<n;j++)if(j!==i)t.push(T(1,i,j,j));t.push(T(-1.1,i),T(1));eqs.push(t);}return{variables:n,equations:eqs};}
test("zoo",()=>{
for(const [name,sys] of [["katsura5",katsura(5)],["katsura7",katsura(7)],["cyclic5",cyclic(5)],["noon3",noon(3)],["noon4",noon(4)],["noon5",noon(5)],["cyclic6",cyclic(6)]] as const){
 for(const seed of [1,2]){
 const t=performance.now();const r=solveSystem(sys,{seed});
 console.log(name,seed,"finite",r.solutions.length,"real",r.solutions.filter(s=>s.real).length,"sing",r.solutions.filter(s=>s.singular).length,JSON.stringify(r.paths),"groups",r.groups,r.reason??"",Math.round(performance.now()-t)+"ms");
 }
}},600000);
